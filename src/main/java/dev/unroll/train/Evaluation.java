package dev.unroll.train;

import static dev.unroll.check.Check.that;

import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.data.Signal;
import dev.unroll.data.Split;
import dev.unroll.data.Target;
import dev.unroll.evaluate.ClassificationReport;
import dev.unroll.evaluate.GroupVote;
import dev.unroll.evaluate.Outcomes;
import dev.unroll.evaluate.RegressionReport;
import dev.unroll.evaluate.Report;
import dev.unroll.model.Predictions;
import dev.unroll.model.Predictor;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Scores of a predictor on sequences whose targets are known. */
public final class Evaluation {

  private Evaluation() {}

  /** Scores on {@code part}, which must have sequences. */
  public static Scores of(Predictor predictor, Sequences part) {
    return of(predictor.predict(part), part);
  }

  /**
   * Scores of what was predicted for {@code part}. Rows that are not of finite numbers are left out
   * and counted.
   *
   * @throws dev.unroll.check.InputException where all rows are such
   */
  public static Scores of(Predictions predictions, Sequences part) {
    that(
        predictions.rows() == 0 || predictions.notFinite() < predictions.rows(),
        "none of the %d predictions is a finite number, so that there is nothing to score; the"
            + " model's training has diverged, or the values that it is given are no numbers",
        predictions.rows());
    return predictions
        .target()
        .match(
            oneClass -> ofClasses(oneClass, predictions, part, vote(predictions, part)),
            perStep -> ofClasses(perStep, predictions, part, Optional.empty()),
            numbers -> ofNumbers(numbers, predictions, part));
  }

  /**
   * As {@link #of(Predictor, Sequences)}, with what was predicted of each sequence.
   *
   * @param grouping what a group is, in the singular, such as {@code subject}
   */
  public static Scores withOutcomes(Predictor predictor, Sequences part, String grouping) {
    return withOutcomes(predictor.predict(part), part, grouping);
  }

  /** As {@link #of(Predictions, Sequences)}, with what was predicted of each sequence. */
  public static Scores withOutcomes(Predictions predictions, Sequences part, String grouping) {
    int width = predictions.target().names().size();
    float[] values = new float[predictions.rows() * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = predictions.value(i / width, i % width);
    }
    return of(predictions, part).with(Outcomes.of(part, predictions.target(), grouping, values));
  }

  private static int[] finiteRows(Predictions predictions) {
    return IntStream.range(0, predictions.rows()).filter(predictions::isFinite).toArray();
  }

  private static Scores ofClasses(
      Target target,
      Predictions predictions,
      Sequences part,
      Optional<ClassificationReport> groups) {
    int[] all = IntStream.range(0, part.size()).flatMap(i -> target.classes(part, i)).toArray();
    int[] rows = finiteRows(predictions);
    int[] actual = Arrays.stream(rows).map(row -> all[row]).toArray();
    int[] predicted = Arrays.stream(rows).map(predictions::classIndex).toArray();
    Report report = ClassificationReport.of(target.names(), actual, predicted);
    return new Scores(report, groups, Optional.empty(), predictions.notFinite());
  }

  private static Optional<ClassificationReport> vote(Predictions predictions, Sequences part) {
    if (part.groups().size() == part.size() || !oneClassAGroup(part)) {
      return Optional.empty();
    }
    int classes = predictions.classNames().size();
    int[] rows = finiteRows(predictions);
    double[][] probabilities = new double[rows.length][classes];
    for (int i = 0; i < rows.length; i++) {
      for (int k = 0; k < classes; k++) {
        probabilities[i][k] = predictions.probability(rows[i], k);
      }
    }
    GroupVote vote = GroupVote.of(part.select(rows), probabilities);
    return Optional.of(
        ClassificationReport.of(predictions.classNames(), vote.actual(), vote.predicted()));
  }

  private static boolean oneClassAGroup(Sequences part) {
    Map<Integer, Integer> labels = new HashMap<>();
    return IntStream.range(0, part.size())
        .allMatch(i -> labels.merge(part.group(i), part.label(i), (a, b) -> a) == part.label(i));
  }

  private static Scores ofNumbers(Target.Numbers target, Predictions predictions, Sequences part) {
    int width = target.names().size();
    int[] rows = finiteRows(predictions);
    float[] actual = new float[rows.length * width];
    float[] predicted = new float[actual.length];
    float[] naive = new float[actual.length];
    boolean hasNaive = target.hasNaive();
    for (int i = 0; i < rows.length; i++) {
      for (int k = 0; k < width; k++) {
        actual[i * width + k] = part.number(rows[i], k);
        predicted[i * width + k] = predictions.value(rows[i], k);
        naive[i * width + k] = hasNaive ? target.naiveForecast(part, rows[i]) : 0;
      }
    }
    List<String> units = target.signals().stream().map(Signal::unit).toList();
    return new Scores(
        RegressionReport.of(target.names(), units, actual, predicted),
        Optional.empty(),
        hasNaive
            ? Optional.of(RegressionReport.of(target.names(), units, actual, naive))
            : Optional.empty(),
        predictions.notFinite());
  }

  /** Scores on every part of {@code dataset} that has sequences. */
  static Map<Split, Scores> ofParts(Predictor predictor, Dataset dataset) {
    Map<Split, Scores> scores = new EnumMap<>(Split.class);
    for (Split split : Split.values()) {
      Sequences part = dataset.split(split);
      if (!part.isEmpty()) {
        scores.put(split, withOutcomes(predictor, part, dataset.schema().grouping()));
      }
    }
    return scores;
  }
}
