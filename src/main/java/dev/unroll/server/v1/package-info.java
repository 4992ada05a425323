/**
 * TensorFlow Serving's protocol over HTTP.
 *
 * <p>May use {@code inspect}, {@code load}, {@code server.http}, {@code server.model}, {@code
 * server.request} and {@code server.run}.
 */
package dev.unroll.server.v1;
