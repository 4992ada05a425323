package dev.unroll.layer;

/** A layer without variables that makes features of raw inputs, before they are normalised. */
public sealed interface Transform extends Layer permits Asinh, Difference, Magnitude {}
