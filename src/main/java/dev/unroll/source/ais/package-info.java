/**
 * Ships' positions, from reports to tracks to windows, and features of them by hand.
 *
 * <p>May use {@code check}, {@code data}, {@code internal.files}, {@code internal.table} and {@code
 * source.table}.
 */
package dev.unroll.source.ais;
