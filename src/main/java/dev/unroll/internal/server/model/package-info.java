/**
 * Models that come, are served and go.
 *
 * <p>May use {@code check}, {@code graph}, {@code inspect}, {@code internal.server.request}, {@code
 * load}, {@code model}, {@code server.settings} and {@code settings}.
 */
package dev.unroll.internal.server.model;
