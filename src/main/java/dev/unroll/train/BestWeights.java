package dev.unroll.train;

import dev.unroll.data.Metric;
import dev.unroll.graph.Weights;
import java.util.Map;
import java.util.Optional;

/**
 * The weights of a training whose validation score was best, and how long ago that was. Not for
 * several threads; kept in checkpoints.
 */
final class BestWeights {

  /** What their names begin with in a checkpoint. */
  static final String PREFIX = "best_weights/";

  private static final String COUNTERS = "early_stopping/";
  private static final String STEP = COUNTERS + "best_step";
  private static final String SCORE = COUNTERS + "best_score";
  private static final String SINCE = COUNTERS + "since";

  private final EarlyStoppingSpec rule;
  private Optional<Weights> weights = Optional.empty();
  private double score = Double.NaN;
  private long step;
  private int since;

  BestWeights(EarlyStoppingSpec rule) {
    this.rule = rule;
  }

  /**
   * Takes a score.
   *
   * @param done optimizer steps
   * @return whether it is the best so far, and its weights are to be given to {@link #keep}
   */
  boolean take(double shown, Metric metric, long done) {
    double gain = metric.share() ? shown - score : score - shown;
    if (gain > rule.leastGain() || (Double.isNaN(score) && !Double.isNaN(shown))) {
      score = shown;
      step = done;
      since = 0;
      return true;
    }
    since++;
    return false;
  }

  /** Takes the best weights. */
  void keep(Weights best) {
    weights = Optional.of(best);
  }

  /** Whether the score has stopped getting better. */
  boolean exhausted() {
    return since >= rule.patience();
  }

  /** Writes it down for a checkpoint. */
  void addTo(Weights.Builder all, Map<String, Long> counters) {
    weights.ifPresent(
        best ->
            best.names()
                .forEach(name -> all.put(PREFIX + name, best.shape(name), best.values(name))));
    counters.put(STEP, step);
    counters.put(SCORE, Double.doubleToRawLongBits(score));
    counters.put(SINCE, (long) since);
  }

  /** Takes up what a checkpoint has, where it has it. */
  void takeUp(Checkpoint checkpoint) {
    Map<String, Long> counters = checkpoint.counters();
    if (!counters.containsKey(SINCE)) {
      return;
    }
    step = counters.get(STEP);
    score = Double.longBitsToDouble(counters.get(SCORE));
    since = Math.toIntExact(counters.get(SINCE));
    Weights.Builder best = new Weights.Builder();
    Weights all = checkpoint.weights();
    for (String name : all.names()) {
      if (name.startsWith(PREFIX)) {
        best.put(name.substring(PREFIX.length()), all.shape(name), all.values(name));
      }
    }
    weights = Double.isNaN(score) ? Optional.empty() : Optional.of(best.build());
  }

  /** Optimizer steps done when the score of {@code checkpoint} was best, where it tells. */
  static Optional<Long> step(Checkpoint checkpoint) {
    return Optional.ofNullable(checkpoint.counters().get(STEP));
  }
}
