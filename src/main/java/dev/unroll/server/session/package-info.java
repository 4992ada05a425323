/**
 * Sequences whose steps come in one by one, and the states that they are in.
 *
 * <p>May use {@code check}, {@code data}, {@code model}, {@code server.model}, {@code
 * server.request} and {@code server.run}.
 */
package dev.unroll.server.session;
