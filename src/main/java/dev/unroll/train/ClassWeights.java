package dev.unroll.train;

import dev.unroll.data.Sequences;
import dev.unroll.data.Target;
import java.util.ArrayList;
import java.util.List;

/** What the loss of each class weighs. */
public enum ClassWeights {
  /** All the same. */
  EQUAL,
  /** The rarer the more, so that every class that occurs counts the same; their mean is 1. */
  BALANCED;

  /** The weight of each class; empty where all are 1. */
  public List<Double> of(Target target, Sequences train) {
    if (this == EQUAL || !target.isClasses()) {
      return List.of();
    }
    long[] counts = new long[target.names().size()];
    for (int i = 0; i < train.size(); i++) {
      target.classes(train, i).forEach(label -> counts[label]++);
    }
    long all = 0;
    int present = 0;
    for (long count : counts) {
      all += count;
      present += count > 0 ? 1 : 0;
    }
    List<Double> weights = new ArrayList<>();
    for (long count : counts) {
      weights.add(count == 0 ? 0 : (double) all / ((double) present * count));
    }
    return weights;
  }
}
