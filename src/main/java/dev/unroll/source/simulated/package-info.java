/**
 * Data that a formula makes: motion of a phone, bursts, moving shapes.
 *
 * <p>May use {@code check}, {@code data} and {@code source.har}.
 */
package dev.unroll.source.simulated;
