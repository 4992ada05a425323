/** Sequence models for the JVM on TensorFlow Java: {@code Unroll} is where a program begins. */
package dev.unroll;
