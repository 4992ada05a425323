/**
 * Serving models over HTTP and gRPC; where a program that serves begins.
 *
 * <p>May use {@code server.grpc}, {@code server.http}, {@code server.model}, {@code server.run}, {@code server.session}, {@code
 * server.v1} and {@code server.v2}.
 */
package dev.unroll.server;
