/**
 * CSV files: a row a step or a row a sequence, and the tables that models predict from.
 *
 * <p>May use {@code check}, {@code data}, {@code internal.table} and {@code source.table}.
 */
package dev.unroll.source.csv;
