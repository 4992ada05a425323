/**
 * The services of TensorFlow Serving and of the Open Inference Protocol over gRPC.
 *
 * <p>May use {@code server.example}, {@code server.model}, {@code server.proto}, {@code
 * server.request}, {@code server.run} and {@code server.v2}.
 */
package dev.unroll.server.grpc;
