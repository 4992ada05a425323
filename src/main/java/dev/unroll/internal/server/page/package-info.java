/**
 * The page that shows the models and lets one try them.
 *
 * <p>May use {@code data}, {@code inspect}, {@code internal.server.http}, {@code
 * internal.server.json}, {@code internal.server.model}, {@code internal.server.request}, {@code
 * load} and {@code model}.
 */
package dev.unroll.internal.server.page;
