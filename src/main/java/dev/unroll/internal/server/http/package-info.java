/**
 * HTTP/1.1 over Netty, behind which nothing knows Netty.
 *
 * <p>May use {@code check}, {@code internal.json}, {@code internal.server.request} and {@code
 * server.settings}.
 */
package dev.unroll.internal.server.http;
