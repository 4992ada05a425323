/**
 * Models that leave Unroll: SavedModels, graphs and checkpoints that Java, Python and servers load.
 *
 * <p>May use {@code graph}, {@code internal.files}, {@code internal.json}, {@code model} and {@code
 * train}.
 */
package dev.unroll.export;
