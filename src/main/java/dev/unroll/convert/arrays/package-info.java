/**
 * Named arrays in files: NumPy, safetensors, PyTorch.
 *
 * <p>May use {@code check}, {@code internal.numpy} and {@code internal.pickle}.
 */
package dev.unroll.convert.arrays;
