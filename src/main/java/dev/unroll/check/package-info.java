/**
 * The one place that words what is wrong with an argument: who, what was expected, what was
 * received and how to mend it.
 *
 * <p>Uses nothing of Unroll.
 */
package dev.unroll.check;
