/**
 * Sequences as NumPy saves them: arrays in {@code .npy} and {@code .npz} files.
 *
 * <p>May use {@code check}, {@code data}, {@code internal.numpy}, {@code internal.table} and {@code
 * settings}.
 */
package dev.unroll.source.numpy;
