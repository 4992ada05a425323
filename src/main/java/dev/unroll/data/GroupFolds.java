package dev.unroll.data;

import static dev.unroll.check.Check.fraction;
import static dev.unroll.check.Check.that;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Parts of a set that hold whole groups, with each class spread evenly over them: for
 * cross-validation and for a test part. The seed determines them.
 *
 * <p>The class of a group is that of most of its sequences. Where sequences have no class of their
 * own, all groups count as of one class.
 */
public final class GroupFolds {

  private GroupFolds() {}

  /**
   * The groups held out in each fold of a cross-validation over the training part, for {@link
   * Dataset#holdOut}. Every group is held out once; folds differ by one group at most, in all and
   * in each class.
   *
   * @param folds 2 or more, up to the number of groups
   * @param seed chooses which groups come together
   */
  public static List<Set<Integer>> of(Dataset dataset, int folds, long seed) {
    Sequences train = dataset.train();
    int groups = train.groups().size();
    that(
        folds >= 2 && folds <= groups,
        "dataset '%s': cannot make %d folds of %s in training; choose 2 to %d",
        dataset.name(),
        folds,
        dataset.schema().count(groups),
        groups);
    List<Set<Integer>> held = new ArrayList<>();
    for (int fold = 0; fold < folds; fold++) {
      held.add(new HashSet<>());
    }
    int next = 0;
    for (List<Integer> ofClass : groupsByClass(train).values()) {
      for (int position : Sequences.permutation(ofClass.size(), seed)) {
        held.get(next++ % folds).add(ofClass.get(position));
      }
    }
    return held.stream().map(Set::copyOf).toList();
  }

  /**
   * A share of the groups of each class: one or more of a class that has two, and never all.
   *
   * @param share of the groups, in [0, 1)
   * @param seed chooses which
   */
  public static Set<Integer> share(Sequences sequences, double share, long seed) {
    Set<Integer> chosen = new HashSet<>();
    if (fraction("share", share) == 0) {
      return chosen;
    }
    for (List<Integer> ofClass : groupsByClass(sequences).values()) {
      int count = Math.min(ofClass.size() - 1, count(share, ofClass.size()));
      int[] order = Sequences.permutation(ofClass.size(), seed);
      for (int i = 0; i < count; i++) {
        chosen.add(ofClass.get(order[i]));
      }
    }
    return chosen;
  }

  /**
   * Which part each group is in, with a share of the groups of each class: one or more of a class
   * that has enough, and one or more for training.
   *
   * @param validation share of the groups, in [0, 1)
   * @param test likewise
   * @param seed chooses which
   */
  public static Map<Integer, Split> divide(
      Sequences sequences, double validation, double test, long seed) {
    Map<Integer, Split> parts = new HashMap<>();
    for (List<Integer> ofClass : groupsByClass(sequences).values()) {
      int groups = ofClass.size();
      int tests = Math.min(groups - 1, count(test, groups));
      int validations = Math.min(groups - 1 - tests, count(validation, groups));
      int[] order = Sequences.permutation(groups, seed);
      for (int i = 0; i < groups; i++) {
        parts.put(
            ofClass.get(order[i]),
            i < tests ? Split.TEST : i < tests + validations ? Split.VALIDATION : Split.TRAIN);
      }
    }
    return parts;
  }

  private static int count(double share, int groups) {
    return share == 0 ? 0 : (int) Math.max(1, Math.round(share * groups));
  }

  /** The groups of each class, ascending. */
  private static Map<Integer, List<Integer>> groupsByClass(Sequences sequences) {
    boolean labelled = sequences.truth().kind() == Target.Kind.ONE_CLASS;
    Map<Integer, Map<Integer, Integer>> counts = new TreeMap<>();
    for (int i = 0; i < sequences.size(); i++) {
      int label = labelled ? sequences.label(i) : 0;
      counts
          .computeIfAbsent(sequences.group(i), group -> new TreeMap<>())
          .merge(label, 1, Integer::sum);
    }
    Map<Integer, List<Integer>> byClass = new TreeMap<>();
    counts.forEach(
        (group, labels) ->
            byClass.computeIfAbsent(mostFrequent(labels), label -> new ArrayList<>()).add(group));
    return byClass;
  }

  /** The label that occurs most; the least of those that do. */
  private static int mostFrequent(Map<Integer, Integer> counts) {
    int best = Sequences.UNLABELLED;
    int most = 0;
    for (Map.Entry<Integer, Integer> entry : counts.entrySet()) {
      if (entry.getValue() > most) {
        most = entry.getValue();
        best = entry.getKey();
      }
    }
    return best;
  }
}
