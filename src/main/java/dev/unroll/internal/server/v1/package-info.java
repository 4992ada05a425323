/**
 * TensorFlow Serving's protocol over HTTP.
 *
 * <p>May use {@code data}, {@code inspect}, {@code internal.server.example}, {@code
 * internal.server.http}, {@code internal.server.json}, {@code internal.server.model}, {@code
 * internal.server.proto}, {@code internal.server.request}, {@code internal.server.run}, {@code
 * internal.server.session}, {@code internal.server.warmup}, {@code load} and {@code model}.
 */
package dev.unroll.internal.server.v1;
