/**
 * Python's pickles, read by a machine that runs nothing: names are taken from a closed list, which
 * who reads has.
 *
 * <p>May use {@code check}.
 */
package dev.unroll.internal.pickle;
