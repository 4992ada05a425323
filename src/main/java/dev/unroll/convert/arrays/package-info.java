/**
 * Named arrays in files: NumPy, safetensors.
 *
 * <p>May use {@code check}.
 */
package dev.unroll.convert.arrays;
