package dev.unroll.layer;

/**
 * A layer without variables that makes features of raw inputs, before they are normalised: as many
 * steps, other features.
 */
public sealed interface Transform extends Layer
    permits Asinh, Difference, Magnitude, CustomTransform {}
