package dev.unroll.internal.doctor.run;

import dev.unroll.data.Sequences;
import dev.unroll.data.Split;
import dev.unroll.data.Target;
import dev.unroll.evaluate.ClusteredMean;
import dev.unroll.model.Predictions;
import java.util.Arrays;

/**
 * Predictions beside what is true, row by row; rows that are not finite are left out.
 *
 * @param split the part that they are of
 * @param sequences of the part
 * @param predictions of them
 * @param rows of the predictions
 * @param actual class of each row; empty where numbers are predicted
 * @param predicted likewise
 * @param costs of each row: 1 for a wrong class, or the mean absolute error
 * @param groups of each row
 */
@SuppressWarnings("ArrayRecordComponent") // a view that nobody keeps or compares
record Judged(
    Split split,
    Sequences sequences,
    Predictions predictions,
    int[] rows,
    int[] actual,
    int[] predicted,
    double[] costs,
    int[] groups) {

  static Judged of(Split split, Sequences part, Predictions predictions) {
    Target target = predictions.target();
    int all = predictions.rows();
    int[] rows = new int[all];
    int[] actual = new int[all];
    int[] predicted = new int[all];
    double[] costs = new double[all];
    int[] groups = new int[all];
    int count = 0;
    for (int i = 0; i < part.size(); i++) {
      int row = predictions.firstRow(i);
      int[] labels = target.classes(part, i).toArray();
      for (int k = 0; row < predictions.firstRow(i + 1); row++, k++) {
        if (!predictions.isFinite(row)) {
          continue;
        }
        rows[count] = row;
        groups[count] = part.group(i);
        if (target.isClasses()) {
          actual[count] = labels[k];
          predicted[count] = predictions.classIndex(row);
          costs[count] = actual[count] == predicted[count] ? 0 : 1;
        } else {
          costs[count] = error(part, i, predictions, row);
        }
        count++;
      }
    }
    int classes = target.isClasses() ? count : 0;
    return new Judged(
        split,
        part,
        predictions,
        Arrays.copyOf(rows, count),
        Arrays.copyOf(actual, classes),
        Arrays.copyOf(predicted, classes),
        Arrays.copyOf(costs, count),
        Arrays.copyOf(groups, count));
  }

  private static double error(Sequences part, int index, Predictions predictions, int row) {
    int outputs = predictions.target().names().size();
    double sum = 0;
    for (int k = 0; k < outputs; k++) {
      sum += Math.abs(predictions.value(row, k) - part.number(index, k));
    }
    return sum / outputs;
  }

  boolean isEmpty() {
    return rows.length == 0;
  }

  /** The mean cost: the share of wrong rows, or the mean absolute error. */
  ClusteredMean cost() {
    return ClusteredMean.of(costs, groups);
  }

  /** The rows of each class, by actual class or by predicted. */
  static int[] counts(int[] labels, int classes) {
    int[] counts = new int[classes];
    for (int label : labels) {
      counts[label]++;
    }
    return counts;
  }

  /** Place of the largest count; the first of those. */
  static int largest(int[] counts) {
    int largest = 0;
    for (int k = 1; k < counts.length; k++) {
      largest = counts[k] > counts[largest] ? k : largest;
    }
    return largest;
  }

  /** Entropy of counts in nats. */
  static double entropy(int[] counts) {
    double all = Arrays.stream(counts).sum();
    double entropy = 0;
    for (int count : counts) {
      if (count > 0) {
        entropy -= count / all * Math.log(count / all);
      }
    }
    return entropy;
  }
}
