/**
 * HTTP/1.1 over Netty, behind which nothing knows Netty.
 *
 * <p>May use {@code internal.json} and {@code internal.server.request}.
 */
package dev.unroll.internal.server.http;
