/**
 * Serving models over HTTP and gRPC; where a program that serves begins.
 *
 * <p>May use {@code check}, {@code internal.files}, {@code internal.server.grpc}, {@code
 * internal.server.http}, {@code internal.server.log}, {@code internal.server.metrics}, {@code
 * internal.server.model}, {@code internal.server.page}, {@code internal.server.request}, {@code
 * internal.server.run}, {@code internal.server.session}, {@code internal.server.settings}, {@code
 * internal.server.v1}, {@code internal.server.v2}, {@code internal.server.warmup}, {@code load} and
 * {@code server.settings}.
 */
package dev.unroll.server;
