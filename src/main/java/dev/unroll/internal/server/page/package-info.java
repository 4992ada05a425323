/**
 * The page that shows the models and lets one try them.
 *
 * <p>May use {@code inspect}.
 */
package dev.unroll.internal.server.page;
