/**
 * TensorFlow Serving's protocol over HTTP.
 *
 * <p>May use {@code data}, {@code inspect}, {@code load}, {@code internal.server.example}, {@code
 * internal.server.http}, {@code internal.server.json}, {@code internal.server.model}, {@code
 * internal.server.proto}, {@code internal.server.request}, {@code internal.server.run} and {@code
 * internal.server.session}.
 */
package dev.unroll.internal.server.v1;
