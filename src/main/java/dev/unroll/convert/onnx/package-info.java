/**
 * ONNX models: the graph from inputs to outputs followed through recurrent and dense layers.
 *
 * <p>May use {@code check}, {@code convert.arrays}, {@code convert.network}, {@code graph}, {@code
 * layer} and {@code model}.
 */
package dev.unroll.convert.onnx;
