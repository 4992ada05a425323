/**
 * Keras files of versions 2 and 3, and their weights alone.
 *
 * <p>May use {@code check}, {@code convert.arrays}, {@code convert.network}, {@code data}, {@code
 * graph}, {@code layer}, {@code model} and {@code source.frames}.
 */
package dev.unroll.convert.keras;
