/**
 * Counts and times of requests, in the text format that Prometheus reads.
 *
 * <p>May use {@code internal.server.http}, {@code internal.server.model} and {@code
 * internal.server.request}.
 */
package dev.unroll.internal.server.metrics;
