/**
 * Labelled sequences: readers, simulated sets, splits, normalisation and batches. No TensorFlow
 * here.
 *
 * <p>May use {@code check} and {@code files}.
 */
package dev.unroll.data;
