/**
 * A model as a value ({@code ModelSpec}), the graph it becomes, and what it predicts.
 *
 * <p>May use {@code check}, {@code files}, {@code data}, {@code graph} and {@code layer}.
 */
package dev.unroll.model;
