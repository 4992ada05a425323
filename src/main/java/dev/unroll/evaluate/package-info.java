/**
 * Scores: arrays in, records out. No TensorFlow here.
 *
 * <p>May use {@code check} and {@code data}.
 */
package dev.unroll.evaluate;
