/**
 * What readers of text files share: lines and their place in messages, marks, gaps.
 *
 * <p>May use {@code check}.
 */
package dev.unroll.internal.table;
