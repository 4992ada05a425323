/**
 * JSON as the files of Unroll have it.
 *
 * <p>May use {@code check} and {@code data}.
 */
package dev.unroll.internal.json;
