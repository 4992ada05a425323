/**
 * What readers of text files share: lines and their place in messages, marks, gaps.
 *
 * <p>May use {@code check} and {@code internal.files}.
 */
package dev.unroll.internal.table;
