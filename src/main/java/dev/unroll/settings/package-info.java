/**
 * Records as settings: read from YAML and written as it, ours and those of others.
 *
 * <p>May use {@code check}.
 */
package dev.unroll.settings;
