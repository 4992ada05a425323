/**
 * Weights of other libraries, converted exactly: TensorFlow 1 checkpoints, Keras files, PyTorch's
 * weights as safetensors, ONNX models.
 *
 * <p>A file is read as plain arrays, nothing in it is run. Its layers become {@link
 * dev.unroll.convert.Network} and {@link dev.unroll.convert.Module}; {@link
 * dev.unroll.convert.WeightSource} gives the variables of a model of ours from them. What has no
 * exact counterpart is refused with the reason.
 *
 * <p>May use {@code check}, {@code files}, {@code data}, {@code graph}, {@code layer}, {@code
 * model}, {@code evaluate}, {@code train} and {@code interop}.
 */
package dev.unroll.convert;
