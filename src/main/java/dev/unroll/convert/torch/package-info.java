/**
 * PyTorch's weights as safetensors.
 *
 * <p>May use {@code check}, {@code convert.arrays}, {@code convert.network}, {@code graph}, {@code
 * layer}, {@code model} and {@code source.frames}.
 */
package dev.unroll.convert.torch;
