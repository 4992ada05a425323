/**
 * Serving models over HTTP and gRPC; where a program that serves begins.
 *
 * <p>May use {@code server.grpc}, {@code server.http}, {@code server.model}, {@code server.run} and
 * {@code server.v1}.
 */
package dev.unroll.server;
