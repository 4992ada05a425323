/**
 * Keras files of versions 2 and 3, and their weights alone.
 *
 * <p>May use {@code check}, {@code convert.arrays}, {@code convert.network}, {@code data}, {@code
 * graph}, {@code internal.files}, {@code layer} and {@code model}.
 */
package dev.unroll.convert.keras;
