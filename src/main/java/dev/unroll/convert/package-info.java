/**
 * Weights of other libraries, converted exactly: TensorFlow 1 checkpoints, Keras files, PyTorch's
 * weights as safetensors, ONNX models; a room a maker.
 *
 * <p>May use {@code check}, {@code convert.arrays}, {@code convert.keras}, {@code convert.network},
 * {@code convert.onnx}, {@code convert.tensorflow1}, {@code convert.torch}, {@code data}, {@code
 * graph} and {@code model}.
 */
package dev.unroll.convert;
