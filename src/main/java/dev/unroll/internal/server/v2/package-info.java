/**
 * The Open Inference Protocol: what its requests mean, and the protocol over HTTP.
 *
 * <p>May use {@code data}, {@code inspect}, {@code internal.server.http}, {@code
 * internal.server.json}, {@code internal.server.model}, {@code internal.server.request}, {@code
 * internal.server.run}, {@code internal.server.session} and {@code load}.
 */
package dev.unroll.internal.server.v2;
