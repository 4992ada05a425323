/**
 * The services of TensorFlow Serving and of the Open Inference Protocol over gRPC.
 *
 * <p>May use {@code server.example}, {@code server.model}, {@code server.proto}, {@code
 * server.request} and {@code server.run}.
 */
package dev.unroll.server.grpc;
