/**
 * What a request is once its protocol has been read, and what it is answered with.
 *
 * <p>May use {@code inspect}.
 */
package dev.unroll.internal.server.request;
