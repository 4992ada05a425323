/**
 * What a version runs before it is served.
 *
 * <p>May use {@code check}, {@code inspect}, {@code internal.server.model}, {@code
 * internal.server.request}, {@code load} and {@code model}.
 */
package dev.unroll.internal.server.warmup;
