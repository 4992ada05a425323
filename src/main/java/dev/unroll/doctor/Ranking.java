package dev.unroll.doctor;

import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Tried;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which finding comes first, and which stand under others. */
final class Ranking {

  /** A change that leaves less than this share of the loss tells more than any order of causes. */
  private static final double GREAT = 0.8;

  private static final int TIMES_LESS = 4;
  private static final int MOST_TIMES = 3;

  /** What always has a cause of another kind. */
  private static final Set<Kind> SYMPTOMS =
      Set.of(Kind.ONE_BATCH, Kind.INPUTS_UNUSED, Kind.COLLAPSE, Kind.UPDATE_RATIO, Kind.BASELINES);

  private static final Comparator<Finding> ORDER =
      Comparator.comparing(Finding::level)
          .thenComparing(finding -> SYMPTOMS.contains(finding.kind()))
          .thenComparing(Ranking::proof)
          .thenComparing(finding -> finding.kind().stage())
          .thenComparing(finding -> finding.kind().number());

  private Ranking() {}

  /**
   * The surest first; of the same, causes before symptoms, what helped when it was tried, then the
   * earlier stage.
   */
  static List<Finding> order(List<Finding> findings) {
    return findings.stream().sorted(ORDER).toList();
  }

  /**
   * 0 where a change helped greatly, and one less for each time that it left a {@value #TIMES_LESS}
   * th of the loss; 2 where it did not help, else 1.
   */
  private static int proof(Finding finding) {
    if (finding.tried().isEmpty()) {
      return 1;
    }
    Tried tried = finding.tried().get();
    if (!tried.helped()) {
      return 2;
    }
    if (!Double.isFinite(tried.lossBefore())) {
      return 0;
    }
    double share = tried.lossAfter() / tried.lossBefore();
    int times = (int) Math.min(MOST_TIMES, -Math.log(share) / Math.log(TIMES_LESS));
    return share < GREAT ? -times : 1;
  }

  /**
   * Puts what a finding explains under it, wherever it stood. Notes explain nothing. What explains
   * something surer is as sure.
   *
   * @param findings in any order
   */
  static List<Finding> withCauses(List<Finding> findings) {
    List<Finding> ordered = order(findings);
    int[] causes = new int[ordered.size()];
    for (int i = 0; i < causes.length; i++) {
      causes[i] = cause(i, ordered);
    }
    openCircles(causes);
    Map<Integer, List<Finding>> explained = new HashMap<>();
    for (int i = 0; i < causes.length; i++) {
      if (causes[i] >= 0) {
        explained.computeIfAbsent(root(i, causes), root -> new ArrayList<>()).add(ordered.get(i));
      }
    }
    List<Finding> result = new ArrayList<>();
    for (int i = 0; i < causes.length; i++) {
      if (causes[i] < 0) {
        List<Finding> under = explained.getOrDefault(i, List.of());
        Level surest =
            under.stream().map(Finding::level).min(Comparator.naturalOrder()).orElse(Level.NOTE);
        Finding cause = ordered.get(i);
        result.add(
            (surest.compareTo(cause.level()) < 0 ? cause.at(surest) : cause).explaining(under));
      }
    }
    return order(result);
  }

  /** Of causes that explain one another in a circle the first has none. */
  private static void openCircles(int[] causes) {
    for (int i = 0; i < causes.length; i++) {
      Set<Integer> walked = new HashSet<>();
      int at = i;
      while (causes[at] >= 0 && walked.add(at)) {
        at = causes[at];
      }
      if (causes[at] >= 0) {
        int first = at;
        for (int next = causes[at]; next != at; next = causes[next]) {
          first = Math.min(first, next);
        }
        causes[first] = -1;
      }
    }
  }

  /** The cause of causes. */
  private static int root(int finding, int[] causes) {
    int root = finding;
    while (causes[root] >= 0) {
      root = causes[root];
    }
    return root;
  }

  /**
   * Whether one leads to the other: a change that helped greatly tells where symptoms come from,
   * and what helps far more than the change of its cause stands by itself.
   */
  private static boolean explains(Finding one, Finding other) {
    if (one.tried().isPresent() && proof(other) < Math.min(proof(one), 0)) {
      return false;
    }
    return one.kind().explains(other.kind())
        || (SYMPTOMS.contains(other.kind()) && !SYMPTOMS.contains(one.kind()) && proof(one) <= 0);
  }

  /** Place of the first that explains a finding, or says the same before it; -1 where none does. */
  private static int cause(int finding, List<Finding> ordered) {
    Finding one = ordered.get(finding);
    for (int i = 0; i < ordered.size(); i++) {
      Finding other = ordered.get(i);
      boolean same = other.kind() == one.kind();
      if (i != finding && other.level() != Level.NOTE) {
        boolean both = one.level() != Level.NOTE && explains(one, other);
        if (same ? i < finding : (explains(other, one) && (!both || i < finding))) {
          return i;
        }
      }
    }
    return -1;
  }
}
