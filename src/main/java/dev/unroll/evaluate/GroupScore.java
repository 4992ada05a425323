package dev.unroll.evaluate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How a model does on one group of a part, such as a subject.
 *
 * @param group its number
 * @param name what the data call it
 * @param sequences of the group
 * @param score accuracy over its rows, in [0, 1], or mean absolute error over all numbers; NaN
 *     where nothing that was predicted of it is finite
 */
public record GroupScore(int group, String name, int sequences, double score) {

  /** Of every group, the worst first. */
  public static List<GroupScore> worstFirst(Outcomes outcomes) {
    List<GroupScore> all = new ArrayList<>();
    for (int[] sequences : outcomes.sequencesByGroup()) {
      all.add(
          new GroupScore(
              outcomes.group(sequences[0]),
              outcomes.groupName(sequences),
              sequences.length,
              score(outcomes, sequences)));
    }
    Comparator<GroupScore> byScore = Comparator.comparingDouble(GroupScore::score);
    all.sort(outcomes.target().isClasses() ? byScore : byScore.reversed());
    return all;
  }

  private static double score(Outcomes outcomes, int[] sequences) {
    boolean classes = outcomes.target().isClasses();
    int width = outcomes.target().names().size();
    double sum = 0;
    long rows = 0;
    for (int sequence : sequences) {
      for (int row = outcomes.firstRow(sequence); row < outcomes.firstRow(sequence + 1); row++) {
        if (!outcomes.isFinite(row)) {
          continue;
        }
        rows++;
        if (classes) {
          sum += outcomes.label(row) == outcomes.predicted(row) ? 1 : 0;
        } else {
          for (int k = 0; k < width; k++) {
            sum += Math.abs((double) outcomes.value(row, k) - outcomes.number(row, k)) / width;
          }
        }
      }
    }
    return sum / rows;
  }
}
