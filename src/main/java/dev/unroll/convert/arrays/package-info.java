/**
 * Named arrays in files: NumPy, safetensors, PyTorch.
 *
 * <p>May use {@code check}.
 */
package dev.unroll.convert.arrays;
