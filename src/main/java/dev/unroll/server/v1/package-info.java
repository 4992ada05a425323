/**
 * TensorFlow Serving's protocol over HTTP.
 *
 * <p>May use {@code data}, {@code inspect}, {@code load}, {@code server.example}, {@code server.http}, {@code
 * server.json}, {@code server.model}, {@code server.proto}, {@code server.request}, {@code
 * server.run} and {@code server.session}.
 */
package dev.unroll.server.v1;
