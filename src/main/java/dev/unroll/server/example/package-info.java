/**
 * Examples that are classified or given a number, as the oldest requests of TensorFlow Serving are.
 *
 * <p>May use {@code data}, {@code inspect}, {@code load}, {@code model}, {@code server.model},
 * {@code server.request} and {@code server.run}.
 */
package dev.unroll.server.example;
