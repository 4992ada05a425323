package dev.unroll.train;

import java.util.Map;
import java.util.OptionalDouble;

/**
 * What {@link Schedule.ReduceOnPlateau} has come to in a training. Not for several threads; kept in
 * checkpoints.
 */
final class PlateauRate {

  private static final String PREFIX = "reduce_on_plateau/";

  private final Schedule.ReduceOnPlateau schedule;
  private final double learningRate;
  private double factor = 1;
  private double best = Double.NaN;
  private int waited;
  private int cooldown;
  private double losses;
  private long steps;

  PlateauRate(Schedule.ReduceOnPlateau schedule, double learningRate) {
    this.schedule = schedule;
    this.learningRate = learningRate;
  }

  /** The learning rate as it is now. */
  double rate() {
    return factor == 1
        ? learningRate
        : Math.max(learningRate * factor, Math.min(schedule.leastRate(), learningRate));
  }

  /** A step is done, whose loss before it was {@code loss}. */
  void stepped(double loss) {
    losses += loss;
    steps++;
  }

  /**
   * A score is shown.
   *
   * @param validation of the validation part, where there is one
   * @param higherIsBetter whether that is so of it
   */
  void shown(OptionalDouble validation, boolean higherIsBetter) {
    if (validation.isPresent()) {
      take(validation.getAsDouble(), higherIsBetter);
    } else if (steps > 0) {
      take(losses / steps, false);
    }
    losses = 0;
    steps = 0;
  }

  private void take(double score, boolean higherIsBetter) {
    if (cooldown > 0) {
      cooldown--;
      waited = 0;
    }
    boolean better =
        higherIsBetter ? score > best + schedule.leastGain() : score < best - schedule.leastGain();
    if (better || Double.isNaN(best)) {
      best = score;
      waited = 0;
    } else if (cooldown == 0 && ++waited >= schedule.patience()) {
      if (rate() > schedule.leastRate()) {
        factor *= schedule.factor();
        cooldown = schedule.cooldown();
        waited = 0;
      }
    }
  }

  /** Writes it down for a checkpoint. */
  void addTo(Map<String, Long> counters) {
    counters.put(PREFIX + "factor", Double.doubleToRawLongBits(factor));
    counters.put(PREFIX + "best", Double.doubleToRawLongBits(best));
    counters.put(PREFIX + "waited", (long) waited);
    counters.put(PREFIX + "cooldown", (long) cooldown);
    counters.put(PREFIX + "losses", Double.doubleToRawLongBits(losses));
    counters.put(PREFIX + "steps", steps);
  }

  /** Takes up what a checkpoint has, where it has it. */
  void takeUp(Map<String, Long> counters) {
    if (counters.containsKey(PREFIX + "factor")) {
      factor = Double.longBitsToDouble(counters.get(PREFIX + "factor"));
      best = Double.longBitsToDouble(counters.get(PREFIX + "best"));
      waited = Math.toIntExact(counters.get(PREFIX + "waited"));
      cooldown = Math.toIntExact(counters.get(PREFIX + "cooldown"));
      losses = Double.longBitsToDouble(counters.get(PREFIX + "losses"));
      steps = counters.get(PREFIX + "steps");
    }
  }
}
