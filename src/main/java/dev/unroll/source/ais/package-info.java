/**
 * Ships' positions, from reports to tracks to windows, and features of them by hand.
 *
 * <p>May use {@code check}, {@code data}, {@code internal.files} and {@code internal.table}.
 */
package dev.unroll.source.ais;
