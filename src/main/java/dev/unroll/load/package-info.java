/**
 * Models that enter Unroll, whoever made them: looked into, loaded, run and trained by their
 * signatures.
 *
 * <p>May use {@code check}, {@code data}, {@code graph}, {@code inspect}, {@code internal.files},
 * {@code model}, {@code settings} and {@code train}.
 */
package dev.unroll.load;
