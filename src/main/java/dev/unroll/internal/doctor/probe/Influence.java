package dev.unroll.internal.doctor.probe;

import dev.unroll.data.Normalizer;
import dev.unroll.data.Sequences;
import dev.unroll.model.Predictions;
import dev.unroll.model.Predictor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * What a step of the inputs does to the last output, by how many steps it lies before: the change
 * of the output where the inputs of that one step change by a deviation each, over the sequences.
 * Gradients with respect to inputs go the same way back; this one also goes for outputs at every
 * step, and for sequences of different length.
 *
 * @param lags steps before the end of a sequence, ascending from 0
 * @param changes mean change of the output at each
 */
record Influence(List<Integer> lags, List<Double> changes) {

  private static final int SEQUENCES = 24;
  private static final int MOST_LAGS = 20;

  /** Below it a change is rounding. */
  private static final double ROUNDING = 5e-7;

  /** Share of the influence that lies within the reach. */
  private static final double WITHIN = 0.95;

  /**
   * Looks at some of the longest sequences.
   *
   * @param sequences of any lengths
   * @param seed of the changes
   */
  static Influence of(Predictor predictor, Sequences sequences, long seed) {
    Sequences longest = longest(sequences);
    int shortest = IntStream.range(0, longest.size()).map(longest::length).min().orElseThrow();
    List<Integer> lags = lags(shortest);
    List<Double> scale = Normalizer.fit(sequences).deviation();
    Predictions before = predictor.predict(longest);
    List<Double> changes = new ArrayList<>();
    for (int lag : lags) {
      Predictions after = predictor.predict(changed(longest, lag, scale, seed));
      double sum = 0;
      for (int i = 0; i < longest.size(); i++) {
        sum += distance(before, after, before.firstRow(i + 1) - 1) / longest.size();
      }
      changes.add(sum < ROUNDING ? 0 : sum);
    }
    return new Influence(lags, changes);
  }

  /**
   * Where sequences have outputs at every step: the change of those before the step that changes.
   */
  static double ofTheFuture(Predictor predictor, Sequences sequences, int lag, long seed) {
    Sequences longest = longest(sequences);
    Predictions before = predictor.predict(longest);
    Predictions after =
        predictor.predict(changed(longest, lag, Normalizer.fit(sequences).deviation(), seed));
    double most = 0;
    for (int i = 0; i < longest.size(); i++) {
      for (int row = before.firstRow(i); row < before.firstRow(i + 1) - 1 - lag; row++) {
        most = Math.max(most, distance(before, after, row));
      }
    }
    return most;
  }

  private static double distance(Predictions before, Predictions after, int row) {
    double sum = 0;
    for (int k = 0; k < before.classNames().size(); k++) {
      sum += Math.abs(before.value(row, k) - after.value(row, k));
    }
    return sum;
  }

  /** As long as the longest, or nearly. */
  private static Sequences longest(Sequences sequences) {
    int[] byLength =
        IntStream.range(0, sequences.size())
            .boxed()
            .sorted((a, b) -> Integer.compare(sequences.length(b), sequences.length(a)))
            .mapToInt(Integer::intValue)
            .toArray();
    int least = (int) (0.8 * sequences.maxSteps());
    int[] longest =
        Arrays.stream(byLength)
            .filter(i -> sequences.length(i) >= least)
            .limit(SEQUENCES)
            .toArray();
    return sequences.select(longest);
  }

  /** 0, 1, 2, ... at first, then by growing steps, up to the first step of all. */
  private static List<Integer> lags(int steps) {
    List<Integer> lags = new ArrayList<>();
    double factor = Math.pow(steps, 1.0 / (MOST_LAGS - 1));
    double next = 1;
    for (int lag = 0; lag < steps; ) {
      lags.add(lag);
      next *= factor;
      lag = Math.max(lag + 1, (int) Math.round(next) - 1);
    }
    if (lags.get(lags.size() - 1) != steps - 1) {
      lags.add(steps - 1);
    }
    return lags;
  }

  /** Of which one step is another. */
  private static Sequences changed(Sequences all, int lag, List<Double> scale, long seed) {
    int features = all.features();
    int[] lengths = IntStream.range(0, all.size()).map(all::length).toArray();
    float[] values = new float[Arrays.stream(lengths).sum() * features];
    int next = 0;
    Random random = new Random(seed);
    for (int i = 0; i < all.size(); i++) {
      float[] own = all.values(i);
      int step = (lengths[i] - 1 - lag) * features;
      for (int k = 0; k < features; k++) {
        int channel = k % scale.size();
        own[step + k] += (float) ((random.nextBoolean() ? 1 : -1) * scale.get(channel));
      }
      System.arraycopy(own, 0, values, next, own.length);
      next += own.length;
    }
    int[] unknown = new int[all.size()];
    Arrays.fill(unknown, Sequences.UNLABELLED);
    return Sequences.of(values, features, lengths, unknown, new int[all.size()]);
  }

  /** Steps that hold nearly all of the influence; 0 where there is none. */
  int reach() {
    double all = mass(lags.size() - 1);
    for (int i = 0; i < lags.size(); i++) {
      if (all > 0 && mass(i) >= WITHIN * all) {
        return lags.get(i) + 1;
      }
    }
    return 0;
  }

  /** Sum over the steps up to a lag, those between two lags as on a line between them. */
  private double mass(int to) {
    double sum = changes.get(0);
    for (int i = 1; i <= to; i++) {
      int width = lags.get(i) - lags.get(i - 1);
      sum += (changes.get(i) + (width - 1) * (changes.get(i) + changes.get(i - 1)) / 2);
    }
    return sum;
  }

  /** The influence so many steps back, as a share of the largest of all; 0 where there is none. */
  double shareAt(int lag) {
    double largest = changes.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    int at = 0;
    while (at + 1 < lags.size() && lags.get(at) < lag) {
      at++;
    }
    return largest == 0 ? 0 : changes.get(at) / largest;
  }
}
