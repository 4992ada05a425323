package dev.unroll.data;

import static dev.unroll.check.Check.that;

import java.util.ArrayList;
import java.util.List;

/** Mean and variance of channels, value by value (Welford 1962), in one pass. */
public final class Moments {

  private final double[] mean;
  private final double[] squares;
  private long count;

  /**
   * @param channels that take turns in the values
   */
  public Moments(int channels) {
    this.mean = new double[channels];
    this.squares = new double[channels];
  }

  /** Adds whole steps: {@code count} values, the channels in turn. */
  public void add(float[] values, int start, int count) {
    for (int at = start; at < start + count; at += mean.length) {
      this.count++;
      for (int channel = 0; channel < mean.length; channel++) {
        double delta = values[at + channel] - mean[channel];
        mean[channel] += delta / this.count;
        squares[channel] += delta * (values[at + channel] - mean[channel]);
      }
    }
  }

  /** What centres and scales the channels; one that never changes gets deviation 1. */
  public Normalizer normalizer() {
    that(count > 0, "normalizer: there are no values to fit to");
    List<Double> means = new ArrayList<>();
    List<Double> deviations = new ArrayList<>();
    for (int channel = 0; channel < mean.length; channel++) {
      means.add(mean[channel]);
      double deviation = Math.sqrt(squares[channel] / count);
      deviations.add(deviation > 0 ? deviation : 1);
    }
    return new Normalizer(means, deviations);
  }
}
