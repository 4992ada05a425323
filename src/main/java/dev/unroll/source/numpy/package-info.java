/**
 * Sequences as NumPy saves them: arrays in {@code .npy} and {@code .npz} files.
 *
 * <p>May use {@code check}, {@code data}, {@code internal.numpy} and {@code internal.table}.
 */
package dev.unroll.source.numpy;
