/**
 * Files that are whole or not there, archives that stay inside their folder, and the user's cache
 * folder.
 *
 * <p>May use {@code check}.
 */
package dev.unroll.internal.files;
