/**
 * Sequence models for the JVM on TensorFlow Java: {@code Unroll} is where a program begins.
 *
 * <p>May use {@code data}, {@code export}, {@code graph}, {@code load}, {@code model}, {@code
 * recipe}, {@code source} and {@code train}.
 */
package dev.unroll;
