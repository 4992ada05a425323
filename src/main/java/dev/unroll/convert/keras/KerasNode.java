package dev.unroll.convert.keras;

/** What a Keras model is made of: layers, and branches that one layer joins. */
sealed interface KerasNode permits KerasLayer, KerasBranches {}
