/**
 * Tensors in JSON, read and written as a stream.
 *
 * <p>May use {@code inspect} and {@code server.request}.
 */
package dev.unroll.server.json;
