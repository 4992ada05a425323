/**
 * The HTML report of a run: one file that needs nothing else.
 *
 * <p>May use {@code check}, {@code files}, {@code data}, {@code graph}, {@code layer}, {@code
 * model}, {@code evaluate}, {@code train} and {@code interop}.
 */
package dev.unroll.report;
