/**
 * Where data come from: one {@code DataSource} a kind, which reads files or simulates, and the form
 * {@code kind:path} of the command line. No TensorFlow here.
 *
 * <p>May use {@code check}, {@code data}, {@code settings}, {@code source.ais}, {@code
 * source.climate}, {@code source.csv}, {@code source.frames}, {@code source.har}, {@code
 * source.numpy}, {@code source.simulated} and {@code source.ts}.
 */
package dev.unroll.source;
