/**
 * Looks into models without running them: parses protobufs within limits and tells what they hold
 * and which of their operations reach beyond numbers. TensorFlow's runtime is never loaded.
 *
 * <p>May use {@code check} and {@code graph}.
 */
package dev.unroll.inspect;
