/**
 * HTTP/1.1 over Netty, behind which nothing knows Netty.
 *
 * <p>May use {@code internal.json} and {@code server.request}.
 */
package dev.unroll.server.http;
