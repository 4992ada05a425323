/**
 * TensorFlow 1 checkpoints and SavedModels, by the names of their variables.
 *
 * <p>May use {@code check}, {@code convert.arrays}, {@code convert.network}, {@code graph}, {@code
 * layer}, {@code model} and {@code source.frames}.
 */
package dev.unroll.convert.tensorflow1;
