/**
 * Models that enter Unroll, whoever made them: looked into, loaded, run and trained by their
 * signatures.
 *
 * <p>May use {@code check}, {@code data}, {@code graph}, {@code inspect}, {@code model} and {@code
 * train}.
 */
package dev.unroll.load;
