/**
 * UCI HAR: motion of a phone, its files and its download.
 *
 * <p>May use {@code check}, {@code data} and {@code internal.files}.
 */
package dev.unroll.source.har;
