/**
 * What is written down of requests, beside those who answer them.
 *
 * <p>May use {@code internal.server.request}.
 */
package dev.unroll.internal.server.log;
