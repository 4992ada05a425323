package dev.unroll.internal.doctor.data;

import dev.unroll.data.Metric;
import dev.unroll.data.Split;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What simple methods come to on sequences that they were not fitted on. Of a held-out part they
 * are fitted on the training part; of the training part itself, on its other groups.
 *
 * @param split that was predicted
 * @param metric what scores are: accuracy, or mean absolute error
 * @param sequences what was predicted, by its index in {@link Patient#sample}; where steps have
 *     classes, some steps, so that an index is there several times
 * @param scores one a method, the simplest first
 */
public record Baselines(Split split, Metric metric, List<Integer> sequences, List<Score> scores) {

  /** A simple method. */
  public enum Method {
    /** The most frequent class; the median or the mean, as the recipe's loss asks for. */
    CONSTANT,
    /** What a feature was at the newest step. */
    LAST_VALUE,
    /** What a feature was some steps before, as many as fit best. */
    SEASONAL,
    /** The newest value and a share of its change over the sequence. */
    DRIFT,
    /** Logistic or ridge regression on summaries of the features. */
    LINEAR_ON_SUMMARIES,
    /** Ridge regression on the newest steps. */
    LINEAR_ON_STEPS,
    /** Boosted trees on summaries of the features. */
    TREES
  }

  /**
   * What a method comes to.
   *
   * @param method which
   * @param name for a person, with what was fitted
   * @param score in the metric
   * @param error standard error of the score, by groups
   * @param loss mean cross entropy in nats; mean absolute or squared error, as the recipe's loss
   * @param lossError standard error of the loss, by groups
   * @param each score of each of what was predicted: 1 or 0 for a class, else its absolute error
   */
  public record Score(
      Method method,
      String name,
      double score,
      double error,
      double loss,
      double lossError,
      List<Double> each) {
    public Score {
      each = List.copyOf(each);
    }
  }

  private static final double STANDARD_ERRORS = 2;

  public Baselines {
    sequences = List.copyOf(sequences);
    scores = List.copyOf(scores);
  }

  /** The best by its score. */
  public Score best() {
    Comparator<Score> byScore = Comparator.comparingDouble(Score::score);
    return scores.stream().max(metric.share() ? byScore : byScore.reversed()).orElseThrow();
  }

  /** The one that knows nothing of the inputs. */
  public Score constant() {
    return scores.get(0);
  }

  /** What a method comes to; empty where it does not apply. */
  public Optional<Score> of(Method method) {
    return scores.stream().filter(score -> score.method() == method).findFirst();
  }

  /** Whether a method does clearly better than the one that knows nothing of the inputs. */
  public boolean tell() {
    return Math.abs(best().score() - constant().score())
        > STANDARD_ERRORS * Math.hypot(best().error(), constant().error());
  }
}
