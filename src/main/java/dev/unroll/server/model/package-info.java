/**
 * Models that come, are served and go.
 *
 * <p>May use {@code check}, {@code graph}, {@code inspect}, {@code load}, {@code model} and {@code
 * server.request}.
 */
package dev.unroll.server.model;
