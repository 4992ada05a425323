/**
 * Layers and cells as immutable records that add operations to a graph. The time loop, masking,
 * direction and stacking exist once, in {@code TimeLoop} and {@code Recurrent}.
 *
 * <p>May use {@code check}, {@code graph} and {@code settings}.
 */
package dev.unroll.layer;
