/**
 * Tensors in JSON, read and written as a stream.
 *
 * <p>May use {@code inspect} and {@code internal.server.request}.
 */
package dev.unroll.internal.server.json;
