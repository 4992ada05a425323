/**
 * How fast models train and predict here.
 *
 * <p>May use {@code check}, {@code data}, {@code export}, {@code graph}, {@code internal.files},
 * {@code load}, {@code model} and {@code train}.
 */
package dev.unroll.internal.bench;
