/**
 * Where data come from: one {@code DataSource} a kind, which reads files or simulates, and the form
 * {@code kind:path} of the command line. No TensorFlow here.
 *
 * <p>May use {@code check}, {@code files} and {@code data}.
 */
package dev.unroll.source;
