/**
 * The Open Inference Protocol: what its requests mean, and the protocol over HTTP.
 *
 * <p>May use {@code data}, {@code inspect}, {@code load}, {@code model}, {@code server.http}, {@code
 * server.json}, {@code server.model}, {@code server.request}, {@code server.run} and {@code
 * server.session}.
 */
package dev.unroll.server.v2;
