package dev.unroll.evaluate;

import static dev.unroll.check.Check.that;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How predicted classes compare with the true ones.
 *
 * @param count sequences
 * @param accuracy share of right predictions, in [0, 1]
 * @param macroF1 mean of the classes' F1, over the classes that occur; a prediction of a class that
 *     does not is a miss of the true one
 * @param classes scores by class
 * @param confusion rows are true classes, columns predicted ones
 */
public record ClassificationReport(
    int count,
    double accuracy,
    double macroF1,
    List<ClassScore> classes,
    List<List<Integer>> confusion)
    implements Report {

  /**
   * Scores of one class; 0 where a score's denominator is 0.
   *
   * @param name of the class
   * @param precision share of its predictions that are right
   * @param recall share of its sequences that were found
   * @param f1 harmonic mean of both
   * @param support its sequences
   */
  public record ClassScore(String name, double precision, double recall, double f1, int support) {}

  /**
   * Compares.
   *
   * @param classNames name of each class
   * @param actual true class of each sequence, from 0
   * @param predicted predicted class of each sequence, from 0
   */
  public static ClassificationReport of(List<String> classNames, int[] actual, int[] predicted) {
    that(actual.length > 0, "evaluation: there are no sequences to score");
    that(
        actual.length == predicted.length,
        "evaluation: expected as many predictions as labels, got %d and %d",
        predicted.length,
        actual.length);
    int classes = classNames.size();
    int[][] confusion = new int[classes][classes];
    for (int i = 0; i < actual.length; i++) {
      that(
          actual[i] >= 0 && actual[i] < classes,
          "evaluation: sequence %d has label %d; expected 0 to %d",
          i,
          actual[i],
          classes - 1);
      confusion[actual[i]][predicted[i]]++;
    }
    List<ClassScore> scores = new ArrayList<>();
    int right = 0;
    double f1Sum = 0;
    int scored = 0;
    for (int k = 0; k < classes; k++) {
      int column = k;
      int hits = confusion[k][k];
      int support = IntStream.of(confusion[k]).sum();
      int claimed = IntStream.range(0, classes).map(row -> confusion[row][column]).sum();
      double f1 = ratio(2.0 * hits, support + claimed);
      scores.add(
          new ClassScore(
              classNames.get(k), ratio(hits, claimed), ratio(hits, support), f1, support));
      right += hits;
      if (support > 0) {
        f1Sum += f1;
        scored++;
      }
    }
    return new ClassificationReport(
        actual.length,
        (double) right / actual.length,
        f1Sum / scored,
        List.copyOf(scores),
        IntStream.range(0, classes)
            .mapToObj(k -> IntStream.of(confusion[k]).boxed().toList())
            .toList());
  }

  /** Mean of the classes' recall, over the classes that occur. */
  public double balancedAccuracy() {
    return classes.stream()
        .filter(score -> score.support() > 0)
        .mapToDouble(ClassScore::recall)
        .average()
        .orElseThrow();
  }

  /** The classes that do not occur; none where all do. */
  public Optional<AbsentClasses> absent() {
    List<String> names =
        classes.stream().filter(score -> score.support() == 0).map(ClassScore::name).toList();
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(new AbsentClasses(names, classes.size()));
  }

  /**
   * What was taken for what, the most examples first.
   *
   * @param most the number of pairs of classes at the most
   */
  public List<Confusion> confusions(int most) {
    List<Confusion> pairs = new ArrayList<>();
    for (int row = 0; row < confusion.size(); row++) {
      ClassScore truth = classes.get(row);
      for (int column = 0; column < confusion.size(); column++) {
        int count = confusion.get(row).get(column);
        if (row != column && count > 0) {
          String predicted = classes.get(column).name();
          pairs.add(
              new Confusion(truth.name(), predicted, count, (double) count / truth.support()));
        }
      }
    }
    return pairs.stream()
        .sorted(
            Comparator.comparingInt(Confusion::count)
                .thenComparingDouble(Confusion::share)
                .reversed())
        .limit(most)
        .toList();
  }

  /**
   * Scores of the classes that occur, the least F1 first.
   *
   * @param most the number of classes at the most
   */
  public List<ClassScore> worstClasses(int most) {
    return classes.stream()
        .filter(score -> score.support() > 0)
        .sorted(Comparator.comparingDouble(ClassScore::f1))
        .limit(most)
        .toList();
  }

  @Override
  public double headline() {
    return accuracy;
  }

  private static double ratio(double part, int whole) {
    return whole == 0 ? 0 : part / whole;
  }
}
