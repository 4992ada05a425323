/**
 * Training: loss, optimizers, the loop, its listeners and its checkpoints.
 *
 * <p>May use {@code augment}, {@code check}, {@code data}, {@code evaluate}, {@code graph}, {@code
 * internal.files}, {@code layer}, {@code model} and {@code settings}.
 */
package dev.unroll.train;
