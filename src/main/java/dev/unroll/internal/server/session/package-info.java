/**
 * Sequences whose steps come in one by one, and the states that they are in.
 *
 * <p>May use {@code data}, {@code internal.server.model}, {@code internal.server.request}, {@code
 * internal.server.run}, {@code model} and {@code server.settings}.
 */
package dev.unroll.internal.server.session;
