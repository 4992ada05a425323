/**
 * A thin layer over TensorFlow Java that knows no models: exact variable names, initialisers,
 * weights as plain values, sessions, checkpoints.
 *
 * <p>May use {@code check} and {@code internal.files}.
 */
package dev.unroll.graph;
