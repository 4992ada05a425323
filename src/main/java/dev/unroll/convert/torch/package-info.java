/**
 * PyTorch's weights, by {@code torch.save} or as safetensors.
 *
 * <p>May use {@code check}, {@code convert.arrays}, {@code convert.network}, {@code graph}, {@code
 * internal.files}, {@code layer} and {@code model}.
 */
package dev.unroll.convert.torch;
