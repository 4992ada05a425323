/**
 * What readers of tables share: text, ARFF and Parquet; lines and their place in messages, cells,
 * headers, numbers, times, what is missing, gaps.
 *
 * <p>May use {@code check}, {@code internal.files}, {@code internal.parquet} and {@code
 * source.table}.
 */
package dev.unroll.internal.table;
