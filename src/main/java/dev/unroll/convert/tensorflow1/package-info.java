/**
 * TensorFlow 1 checkpoints and SavedModels, by the names of their variables.
 *
 * <p>May use {@code check}, {@code convert.arrays}, {@code convert.network}, {@code graph}, {@code
 * internal.files}, {@code layer} and {@code model}.
 */
package dev.unroll.convert.tensorflow1;
