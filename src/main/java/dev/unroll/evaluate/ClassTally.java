package dev.unroll.evaluate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Hits, examples and claims of each class in each unit. */
final class ClassTally implements Tally {

  private final int classes;

  /** Unit and class of each entry that is not zero. */
  private final int[] units;

  private final int[] labels;
  private final int[] hits;
  private final int[] support;
  private final int[] claimed;

  ClassTally(Outcomes outcomes) {
    this.classes = outcomes.target().names().size();
    Map<Long, int[]> found = new HashMap<>();
    for (int i = 0; i < outcomes.size(); i++) {
      long unit = outcomes.units().of(i);
      for (int row = outcomes.firstRow(i); row < outcomes.firstRow(i + 1); row++) {
        if (outcomes.isFinite(row)) {
          int actual = outcomes.label(row);
          int predicted = outcomes.predicted(row);
          int[] of = found.computeIfAbsent(unit * classes + actual, key -> new int[3]);
          of[0] += actual == predicted ? 1 : 0;
          of[1]++;
          found.computeIfAbsent(unit * classes + predicted, key -> new int[3])[2]++;
        }
      }
    }
    int size = found.size();
    this.units = new int[size];
    this.labels = new int[size];
    this.hits = new int[size];
    this.support = new int[size];
    this.claimed = new int[size];
    int next = 0;
    for (Map.Entry<Long, int[]> entry : found.entrySet()) {
      units[next] = (int) (entry.getKey() / classes);
      labels[next] = (int) (entry.getKey() % classes);
      hits[next] = entry.getValue()[0];
      support[next] = entry.getValue()[1];
      claimed[next] = entry.getValue()[2];
      next++;
    }
  }

  @Override
  public List<ScoreKind> kinds() {
    return List.of(ScoreKind.ACCURACY, ScoreKind.BALANCED_ACCURACY, ScoreKind.MACRO_F1);
  }

  @Override
  public double[] apply(int[] counts) {
    long[] hit = new long[classes];
    long[] examples = new long[classes];
    long[] claims = new long[classes];
    for (int i = 0; i < units.length; i++) {
      int times = counts[units[i]];
      hit[labels[i]] += (long) times * hits[i];
      examples[labels[i]] += (long) times * support[i];
      claims[labels[i]] += (long) times * claimed[i];
    }
    long right = 0;
    long all = 0;
    double recall = 0;
    double f1 = 0;
    int occur = 0;
    for (int k = 0; k < classes; k++) {
      right += hit[k];
      all += examples[k];
      if (examples[k] > 0) {
        recall += (double) hit[k] / examples[k];
        f1 += 2.0 * hit[k] / (examples[k] + claims[k]);
        occur++;
      }
    }
    return new double[] {(double) right / all, recall / occur, f1 / occur};
  }
}
