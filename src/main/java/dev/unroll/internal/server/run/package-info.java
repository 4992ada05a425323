/**
 * How requests wait, run together and are answered.
 *
 * <p>May use {@code check}, {@code inspect}, {@code internal.server.model}, {@code
 * internal.server.request}, {@code load}, {@code model} and {@code server.settings}.
 */
package dev.unroll.internal.server.run;
