/**
 * ONNX models: the graph from inputs to outputs followed number by number.
 *
 * <p>May use {@code check}, {@code convert.arrays}, {@code convert.network}, {@code data}, {@code
 * graph}, {@code layer} and {@code model}.
 */
package dev.unroll.convert.onnx;
