/**
 * The text files by which TensorFlow Serving is configured, as settings.
 *
 * <p>May use {@code check}, {@code internal.server.proto} and {@code server.settings}.
 */
package dev.unroll.internal.server.settings;
