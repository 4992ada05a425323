/**
 * What a server serves, and how.
 *
 * <p>May use {@code check} and {@code graph}.
 */
package dev.unroll.server.settings;
