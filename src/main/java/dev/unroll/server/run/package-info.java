/**
 * How requests wait, run together and are answered.
 *
 * <p>May use {@code check}, {@code inspect}, {@code load}, {@code server.model} and {@code
 * server.request}.
 */
package dev.unroll.server.run;
