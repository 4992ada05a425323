/**
 * What a version runs before it is served.
 *
 * <p>May use {@code check}.
 */
package dev.unroll.internal.server.warmup;
