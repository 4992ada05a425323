package dev.unroll.convert.keras;

import java.util.List;
import java.util.Set;

/**
 * Branches that begin at one value and end in a layer that joins them.
 *
 * @param join such as {@code Add}
 * @param branches from the layer after the common value on, in the order of the join's inputs
 */
record KerasBranches(KerasLayer join, List<List<KerasNode>> branches) implements KerasNode {

  /** Keras' classes that join. */
  static final Set<String> JOINS =
      Set.of("Concatenate", "Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum");

  KerasBranches {
    branches = branches.stream().map(List::copyOf).toList();
  }
}
