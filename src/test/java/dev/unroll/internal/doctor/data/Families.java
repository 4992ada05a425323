package dev.unroll.internal.doctor.data;

import dev.unroll.data.Dataset;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.graph.Compute;
import dev.unroll.recipe.Recipe;
import dev.unroll.recipe.Recipes;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Data that checks are tried on, and what is seen of them. */
final class Families {

  private Families() {}

  /** A recipe with some of its settings changed. */
  static Recipe recipe(String... settings) {
    return Recipes.with(Recipes.named("motion-lstm"), List.of(settings));
  }

  static Patient patient(Dataset dataset, String... settings) {
    return new Patient(recipe(settings), dataset, 1, Compute.standard());
  }

  static List<Finding> findings(DataCheck check, Dataset dataset, String... settings) {
    return check.of(patient(dataset, settings)).findings();
  }

  /** The class of sequence i among so many, in turns. */
  static int[] labels(int count, int classes) {
    int[] labels = new int[count];
    Arrays.setAll(labels, i -> i % classes);
    return labels;
  }

  /**
   * Sines at any phase, as fast as their class says, each feature of another size and phase, with
   * noise.
   */
  static float[][][] waves(int[] labels, int steps, int features, double noise, long seed) {
    Random random = new Random(seed);
    float[][][] all = new float[labels.length][steps][features];
    for (int i = 0; i < labels.length; i++) {
      double phase = 2 * Math.PI * random.nextDouble();
      for (int t = 0; t < steps; t++) {
        for (int f = 0; f < features; f++) {
          double angle = phase + f + 2 * Math.PI * (1 + labels[i]) * t / 32.0;
          all[i][t][f] = (float) ((1 + f) * (Math.sin(angle) + noise * random.nextGaussian()));
        }
      }
    }
    return all;
  }

  /** A walk of small steps: [steps, features]. */
  static float[][] walk(int steps, int features, long seed) {
    Random random = new Random(seed);
    float[][] series = new float[steps][features];
    for (int t = 1; t < steps; t++) {
      for (int f = 0; f < features; f++) {
        series[t][f] = series[t - 1][f] + (float) random.nextGaussian();
      }
    }
    return series;
  }

  /** Windows of a series, the first first. */
  static float[][][] windows(float[][] series, int steps, int stride) {
    int count = (series.length - steps) / stride + 1;
    float[][][] windows = new float[count][][];
    for (int i = 0; i < count; i++) {
      windows[i] = Arrays.copyOfRange(series, i * stride, i * stride + steps);
    }
    return windows;
  }

  /** The values of a feature one step after each window of {@link #windows}. */
  static float[] next(float[][] series, int steps, int stride, int feature) {
    int count = (series.length - 1 - steps) / stride + 1;
    float[] next = new float[count];
    for (int i = 0; i < count; i++) {
      next[i] = series[i * stride + steps][feature];
    }
    return next;
  }
}
