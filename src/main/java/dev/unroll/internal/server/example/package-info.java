/**
 * Examples that are classified or given a number, as the oldest requests of TensorFlow Serving are.
 *
 * <p>May use {@code data}, {@code inspect}, {@code load}, {@code model}, {@code
 * internal.server.model}, {@code internal.server.request} and {@code internal.server.run}.
 */
package dev.unroll.internal.server.example;
