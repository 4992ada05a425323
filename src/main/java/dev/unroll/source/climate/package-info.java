/**
 * Tables of measurements at regular times, cut into windows with numbers to forecast.
 *
 * <p>May use {@code check}, {@code data}, {@code internal.table} and {@code source.table}.
 */
package dev.unroll.source.climate;
