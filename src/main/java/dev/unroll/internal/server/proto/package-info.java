/**
 * Messages and services of TensorFlow Serving and of the Open Inference Protocol, generated from
 * {@code src/main/proto}; tensors and examples are TensorFlow Java's own.
 */
package dev.unroll.internal.server.proto;
