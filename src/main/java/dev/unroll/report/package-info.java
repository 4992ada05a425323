/**
 * The HTML report of a run: one file that needs nothing else.
 *
 * <p>May use {@code check}, {@code data}, {@code doctor.finding}, {@code evaluate}, {@code
 * internal.files}, {@code internal.json}, {@code model} and {@code train}.
 */
package dev.unroll.report;
