package dev.unroll.evaluate;

import static dev.unroll.check.Check.that;

import dev.unroll.data.Sequences;
import java.util.Map;
import java.util.TreeMap;

/**
 * One prediction a group, such as a vessel, by the mean of the probabilities of its sequences.
 *
 * @param actual class of each group, in ascending order of the groups; that of its first sequence
 * @param predicted class of each group
 */
@SuppressWarnings("ArrayRecordComponent") // handed on to a report
public record GroupVote(int[] actual, int[] predicted) {

  /**
   * Lets the sequences of each group vote.
   *
   * @param probabilities [sequences, classes]
   */
  public static GroupVote of(Sequences sequences, double[][] probabilities) {
    that(
        probabilities.length == sequences.size(),
        "vote: expected probabilities of %d sequences, got %d",
        sequences.size(),
        probabilities.length);
    Map<Integer, double[]> sums = new TreeMap<>();
    Map<Integer, Integer> labels = new TreeMap<>();
    for (int i = 0; i < probabilities.length; i++) {
      int classes = probabilities[i].length;
      double[] sum = sums.computeIfAbsent(sequences.group(i), group -> new double[classes]);
      for (int k = 0; k < classes; k++) {
        sum[k] += probabilities[i][k];
      }
      labels.putIfAbsent(sequences.group(i), sequences.label(i));
    }
    return new GroupVote(
        labels.values().stream().mapToInt(Integer::intValue).toArray(),
        sums.values().stream().mapToInt(GroupVote::largest).toArray());
  }

  /** The index of the largest; the first of those. */
  public static int largest(double[] scores) {
    int best = 0;
    for (int k = 1; k < scores.length; k++) {
      best = scores[k] > scores[best] ? k : best;
    }
    return best;
  }
}
