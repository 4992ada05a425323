package dev.unroll.internal.doctor.data;

import dev.unroll.data.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Examples to fit simple methods on, and those to predict by them: a part that is held out, or the
 * training part itself in folds of whole groups.
 */
final class Folded {

  private final Target target;
  private final List<Example> examples;
  private final int[] folds;

  /**
   * @param target what is to be predicted
   * @param examples all of them
   * @param folds of each, from 0, or {@link FoldedRidge#ALWAYS_FITTED}
   */
  Folded(Target target, List<Example> examples, int[] folds) {
    this.target = target;
    this.examples = List.copyOf(examples);
    this.folds = folds;
  }

  Target target() {
    return target;
  }

  List<Example> examples() {
    return examples;
  }

  int[] folds() {
    return folds.clone();
  }

  /** One part to fit on, another to predict. */
  static Folded held(Target target, List<Example> fitted, List<Example> held) {
    List<Example> all = new ArrayList<>(fitted);
    all.addAll(held);
    int[] folds = new int[all.size()];
    Arrays.fill(folds, 0, fitted.size(), FoldedRidge.ALWAYS_FITTED);
    return new Folded(target, all, folds);
  }

  /**
   * Cross-validation by whole groups, or by stretches of neighbours where groups are few.
   *
   * @param count folds
   * @param seed chooses which groups come together
   */
  static Folded byGroup(Target target, List<Example> examples, int count, long seed) {
    List<Integer> groups =
        new ArrayList<>(examples.stream().map(Example::group).distinct().sorted().toList());
    if (groups.size() < count) {
      int[] stretches = new int[examples.size()];
      Arrays.setAll(stretches, i -> (int) ((long) i * count / examples.size()));
      return new Folded(target, examples, stretches);
    }
    Collections.shuffle(groups, new Random(seed));
    Map<Integer, Integer> foldOf = new HashMap<>();
    for (int i = 0; i < groups.size(); i++) {
      foldOf.put(groups.get(i), i % count);
    }
    int[] folds = examples.stream().mapToInt(example -> foldOf.get(example.group())).toArray();
    return new Folded(target, examples, folds);
  }

  /** How many folds are predicted. */
  int count() {
    return Arrays.stream(folds).max().orElse(-1) + 1;
  }

  /** Places of the examples that the methods of a fold are fitted on. */
  int[] fitted(int fold) {
    return IntStream.range(0, folds.length).filter(i -> folds[i] != fold).toArray();
  }

  /** Places of the examples of a fold. */
  int[] held(int fold) {
    return IntStream.range(0, folds.length).filter(i -> folds[i] == fold).toArray();
  }

  /** Places of all that is predicted. */
  int[] predicted() {
    return IntStream.range(0, folds.length)
        .filter(i -> folds[i] != FoldedRidge.ALWAYS_FITTED)
        .toArray();
  }

  /** Groups of the examples at {@code places}. */
  int[] groups(int[] places) {
    return Arrays.stream(places).map(i -> examples.get(i).group()).toArray();
  }

  /** Classes of the examples at {@code places}. */
  int[] labels(int[] places) {
    return Arrays.stream(places).map(i -> examples.get(i).label()).toArray();
  }

  /** Outputs: classes, or numbers. */
  int outputs() {
    return target.names().size();
  }

  /** What regressions are fitted to: 1 for the class and 0 for others, or the numbers. */
  double[][] answers() {
    double[][] answers = new double[examples.size()][outputs()];
    for (int i = 0; i < answers.length; i++) {
      Example example = examples.get(i);
      if (target.isClasses()) {
        answers[i][example.label()] = 1;
      } else {
        for (int k = 0; k < answers[i].length; k++) {
          answers[i][k] = example.from().number(example.index(), k);
        }
      }
    }
    return answers;
  }

  /** Some of all rows. */
  static float[][] pick(float[][] rows, int[] places) {
    return Arrays.stream(places).mapToObj(i -> rows[i]).toArray(float[][]::new);
  }
}
