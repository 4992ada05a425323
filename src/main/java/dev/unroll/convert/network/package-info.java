/**
 * What was found in a file of another library: a network of modules with their arrays, matched with
 * a model of ours.
 *
 * <p>May use {@code check}, {@code convert.arrays}, {@code data}, {@code graph}, {@code layer},
 * {@code model} and {@code settings}.
 */
package dev.unroll.convert.network;
