/**
 * The columns of Parquet files, which are neither lists nor groups, row by row as text.
 *
 * <p>May use {@code check} and {@code internal.numpy}.
 */
package dev.unroll.internal.parquet;
