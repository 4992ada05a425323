package dev.unroll.internal.doctor.data;

import dev.unroll.data.Split;
import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Mend;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Inputs of a held-out part that training has not seen the like of. That subjects and seasons
 * differ is as it should be; a feature that only ever grows is not.
 */
final class InputShift implements DataCheck {

  /** Share of a feature's values that are beyond training's. */
  private static final double NOTE = 0.1;

  private static final double MOST_OF_ALL = 0.5;

  /** Deviations between means. */
  private static final double FAR = 3;

  /** Correlation with the order in time, of a clock and of what grows like one. */
  private static final double CLOCK = 0.99;

  private static final double GROWS = 0.9;

  /** Margin of the range, as a share of it. */
  private static final double MARGIN = 0.01;

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.INPUT_SHIFT);
  }

  @Override
  public Examined of(Patient patient) {
    double[][] train = patient.channels(Split.TRAIN);
    List<String> names = patient.channelNames();
    Finding worst = null;
    double most = 0;
    for (Split split : List.of(Split.TEST, Split.VALIDATION)) {
      double[][] held = patient.channels(split);
      for (int channel = 0; channel < names.size(); channel++) {
        Shift shift = Shift.of(train[channel], held[channel]);
        double weight = shift.outside + (Math.abs(shift.trend) > GROWS ? 1 : 0);
        if (shift.level() != null && weight > most) {
          most = weight;
          worst = finding(names.get(channel), split, shift);
        }
      }
    }
    return worst == null ? Examined.WELL : Examined.of(worst);
  }

  /**
   * How a feature differs.
   *
   * @param outside share of the values that are beyond those of training
   * @param away difference of the means in deviations
   * @param trend correlation of the values of training with their order
   */
  private record Shift(double outside, double away, double trend) {

    static Shift of(double[] train, double[] held) {
      double deviation = Statistics.deviation(train);
      if (held.length == 0 || !(deviation > 0)) {
        return new Shift(0, 0, 0);
      }
      double low = Arrays.stream(train).min().orElse(0);
      double high = Arrays.stream(train).max().orElse(0);
      double margin = MARGIN * (high - low);
      long outside = Arrays.stream(held).filter(v -> v < low - margin || v > high + margin).count();
      double[] order = new double[train.length];
      Arrays.setAll(order, i -> i);
      return new Shift(
          outside / (double) held.length,
          (Statistics.mean(held) - Statistics.mean(train)) / deviation,
          Statistics.correlation(order, train));
    }

    /** Null where all is well. */
    Level level() {
      double grows = Math.abs(trend);
      if (outside > MOST_OF_ALL && grows > GROWS) {
        return grows > CLOCK ? Level.FAULT : Level.SUSPECT;
      }
      return outside > NOTE || Math.abs(away) > FAR ? Level.NOTE : null;
    }
  }

  private static Finding finding(String name, Split split, Shift shift) {
    boolean grows = shift.level() != Level.NOTE;
    return Finding.of(
        Kind.INPUT_SHIFT,
        shift.level(),
        Text.of(
            "%s of the values of %s in the %s part lie beyond all of training's, and its mean is"
                + " %.1f deviations away",
            Text.percent(shift.outside), name, split.label(), Math.abs(shift.away)),
        grows
            ? name + " grows with time like a clock: the network has to guess what lies beyond"
            : "what was not seen in training is guessed",
        Mend.byHand(
            grows
                ? "leave "
                    + name
                    + " out of the features; give its change, the hour or the day instead, and the"
                    + " past of what is predicted"
                : "see that training has sequences of that kind"));
  }
}
