/** Sequence models for the JVM on TensorFlow Java. */
package dev.unroll;
