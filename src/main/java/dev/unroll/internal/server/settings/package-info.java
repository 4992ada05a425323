/**
 * The text files by which TensorFlow Serving is configured, as settings.
 *
 * <p>May use {@code check}.
 */
package dev.unroll.internal.server.settings;
