/**
 * What readers of tables of text share: lines and their place in messages, cells, headers, numbers,
 * times, what is missing, gaps.
 *
 * <p>May use {@code check}, {@code internal.files} and {@code source.table}.
 */
package dev.unroll.internal.table;
