package dev.unroll.train;

import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.data.Signal;
import java.util.List;
import java.util.Random;

/** Noise whose sum over time is above or below zero: quickly made, quickly learned. */
public final class ToyData {

  public static final int STEPS = 6;

  private ToyData() {}

  /** 120 training and 60 test sequences of 12 and 6 subjects. */
  public static Dataset make() {
    return new Dataset(
        "toy",
        true,
        List.of(new Signal("x", "g"), new Signal("noise", "g")),
        List.of("below", "above"),
        part(120, 1),
        Sequences.empty(2),
        part(60, 2));
  }

  private static Sequences part(int count, long seed) {
    Random random = new Random(seed);
    float[] values = new float[count * STEPS * 2];
    int[] labels = new int[count];
    int[] groups = new int[count];
    for (int i = 0; i < count; i++) {
      double sum = 0;
      for (int t = 0; t < STEPS; t++) {
        float x = (float) random.nextGaussian();
        sum += x;
        values[(i * STEPS + t) * 2] = x;
        values[(i * STEPS + t) * 2 + 1] = (float) random.nextGaussian();
      }
      labels[i] = sum > 0 ? 1 : 0;
      groups[i] = i % 12;
    }
    return Sequences.ofSteps(values, STEPS, 2, labels, groups);
  }
}
