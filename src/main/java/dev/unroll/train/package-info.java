/**
 * Training: loss, optimizers, the loop, its listeners and its checkpoints.
 *
 * <p>May use {@code check}, {@code files}, {@code data}, {@code graph}, {@code layer}, {@code
 * model} and {@code evaluate}.
 */
package dev.unroll.train;
