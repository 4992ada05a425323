/**
 * NumPy's arrays in files, {@code .npy} and {@code .npz}: headers, types and values, read in
 * pieces.
 *
 * <p>May use {@code check} and {@code internal.pickle}.
 */
package dev.unroll.internal.numpy;
