/**
 * Scores: arrays in, records out. No TensorFlow here.
 *
 * <p>May use {@code check}.
 */
package dev.unroll.evaluate;
