/**
 * TensorFlow Serving's protocol over HTTP.
 *
 * <p>May use {@code inspect}, {@code load}, {@code server.example}, {@code server.http}, {@code
 * server.json}, {@code server.model}, {@code server.proto}, {@code server.request} and {@code
 * server.run}.
 */
package dev.unroll.server.v1;
