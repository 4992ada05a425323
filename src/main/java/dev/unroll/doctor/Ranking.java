package dev.unroll.doctor;

import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Tried;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Which finding comes first, and which stand under others. */
final class Ranking {

  private Ranking() {}

  /** The surest first; of the same, what helped when it was tried, then the earlier stage. */
  static List<Finding> order(List<Finding> findings) {
    return findings.stream()
        .sorted(
            Comparator.comparing(Finding::level)
                .thenComparing(finding -> finding.tried().map(Tried::helped).orElse(true) ? 0 : 1)
                .thenComparing(finding -> finding.kind().stage())
                .thenComparing(finding -> finding.kind().number()))
        .toList();
  }

  /**
   * Puts what a finding explains under it. Notes explain nothing.
   *
   * @param ordered the first first
   */
  static List<Finding> withCauses(List<Finding> ordered) {
    List<Finding> causes = new ArrayList<>();
    List<List<Finding>> explained = new ArrayList<>();
    for (Finding finding : ordered) {
      int cause = cause(finding, causes);
      if (cause < 0) {
        causes.add(finding);
        explained.add(new ArrayList<>());
      } else {
        explained.get(cause).add(finding);
      }
    }
    List<Finding> result = new ArrayList<>();
    for (int i = 0; i < causes.size(); i++) {
      result.add(causes.get(i).explaining(explained.get(i)));
    }
    return result;
  }

  /** Place of the first cause that explains a finding; -1 where none does. */
  private static int cause(Finding finding, List<Finding> causes) {
    for (int i = 0; i < causes.size(); i++) {
      Finding cause = causes.get(i);
      if (cause.level() != Level.NOTE && cause.kind().explains(finding.kind())) {
        return i;
      }
    }
    return -1;
  }
}
