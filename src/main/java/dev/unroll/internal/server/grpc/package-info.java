/**
 * The services of TensorFlow Serving and of the Open Inference Protocol over gRPC.
 *
 * <p>May use {@code check}, {@code internal.files}, {@code internal.server.example}, {@code
 * internal.server.http}, {@code internal.server.log}, {@code internal.server.model}, {@code
 * internal.server.proto}, {@code internal.server.request}, {@code internal.server.run}, {@code
 * internal.server.settings}, {@code internal.server.v2}, {@code load}, {@code model} and {@code
 * server.settings}.
 */
package dev.unroll.internal.server.grpc;
