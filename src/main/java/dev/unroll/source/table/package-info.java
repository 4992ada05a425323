/**
 * How tables of text are written: settings that all readers of tables share.
 *
 * <p>May use {@code check}.
 */
package dev.unroll.source.table;
