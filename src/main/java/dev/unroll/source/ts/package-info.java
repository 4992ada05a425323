/**
 * The {@code .ts} files of the UEA and UCR archives.
 *
 * <p>May use {@code check}, {@code data}, {@code internal.files} and {@code internal.table}.
 */
package dev.unroll.source.ts;
