/**
 * Named arrays in files: NumPy, safetensors, PyTorch.
 *
 * <p>May use {@code check} and {@code internal.numpy}.
 */
package dev.unroll.convert.arrays;
