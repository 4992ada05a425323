/**
 * Sequences with what is true of them: parts, splits, normalisation and the plan of batches. No
 * TensorFlow here.
 *
 * <p>May use {@code check} and {@code settings}.
 */
package dev.unroll.data;
