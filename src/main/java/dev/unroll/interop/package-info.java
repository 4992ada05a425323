/**
 * Models that leave and enter Unroll: SavedModels that Java, Python and servers load alike.
 *
 * <p>May use {@code check}, {@code files}, {@code data}, {@code graph}, {@code layer}, {@code
 * model}, {@code evaluate}, {@code train} and {@code inspect}.
 */
package dev.unroll.interop;
