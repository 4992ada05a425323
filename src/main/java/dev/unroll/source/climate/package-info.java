/**
 * Tables of measurements at regular times, cut into windows with numbers to forecast.
 *
 * <p>May use {@code check}, {@code data} and {@code internal.files}.
 */
package dev.unroll.source.climate;
