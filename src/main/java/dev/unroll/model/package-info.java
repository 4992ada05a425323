/**
 * A model as a value ({@code ModelSpec}), the graph it becomes, and what it predicts.
 *
 * <p>May use {@code check}, {@code data}, {@code graph}, {@code internal.json}, {@code layer} and
 * {@code settings}.
 */
package dev.unroll.model;
