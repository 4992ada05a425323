package dev.unroll.internal.doctor.probe;

import dev.unroll.data.Dataset;
import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.graph.Compute;
import dev.unroll.internal.doctor.data.Patient;
import dev.unroll.recipe.Recipe;
import dev.unroll.recipe.Recipes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;

/** Small data and small networks: quick to learn, and quick to spoil. */
final class Patients {

  static final int STEPS = 12;

  /** What the lab of a test may take; none needs it. */
  private static final double SECONDS = 60;

  private Patients() {}

  /** Two noisy features, of which the first is higher in class 1 and highest in class 2. */
  static Dataset classes() {
    return classes(label -> 1.5 * label);
  }

  /** Noise; the classes are anything. */
  static Dataset noise() {
    return classes(label -> 0);
  }

  private static Dataset classes(IntToDoubleFunction level) {
    float[][][] train = new float[300][][];
    float[][][] held = new float[120][][];
    int[] labels = new int[train.length];
    int[] heldLabels = new int[held.length];
    Random random = new Random(7);
    fill(train, labels, random, level);
    fill(held, heldLabels, random, level);
    return Dataset.of(train, labels)
        .name("levels")
        .withValidation(Dataset.of(held, heldLabels))
        .build();
  }

  private static void fill(
      float[][][] sequences, int[] labels, Random random, IntToDoubleFunction level) {
    for (int i = 0; i < sequences.length; i++) {
      labels[i] = random.nextInt(3);
      sequences[i] = new float[STEPS][2];
      for (float[] step : sequences[i]) {
        step[0] = (float) (level.applyAsDouble(labels[i]) + random.nextGaussian());
        step[1] = (float) random.nextGaussian();
      }
    }
  }

  /** The sum of a feature over the steps, in a unit of its own. */
  static Dataset numbers() {
    Random random = new Random(3);
    float[][][] sequences = new float[300][STEPS][2];
    float[] sums = new float[sequences.length];
    for (int i = 0; i < sequences.length; i++) {
      for (float[] step : sequences[i]) {
        step[0] = (float) random.nextGaussian();
        step[1] = (float) random.nextGaussian();
        sums[i] += 20 * step[0];
      }
    }
    return Dataset.ofNumbers(sequences, sums).name("sums").build();
  }

  /** Whether a feature is above zero, step by step. */
  static Dataset stepClasses() {
    Random random = new Random(5);
    float[][][] sequences = new float[120][STEPS][2];
    int[][] labels = new int[sequences.length][STEPS];
    for (int i = 0; i < sequences.length; i++) {
      for (int t = 0; t < STEPS; t++) {
        sequences[i][t][0] = (float) random.nextGaussian();
        sequences[i][t][1] = (float) random.nextGaussian();
        labels[i][t] = sequences[i][t][0] > 0 ? 1 : 0;
      }
    }
    return Dataset.ofSteps(sequences, labels).name("signs").build();
  }

  /** A network that is well, but for the settings. */
  static Recipe recipe(String... settings) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "model.layers=[{type: recurrent, cell: {type: basic-lstm, units: 8}},"
                    + " {type: readout, take: last-valid}]",
                "model.outputKernel={type: glorot-uniform}",
                "model.outputBias={type: zeros}",
                "training.schedule={type: constant}",
                "training.learningRate=0.01",
                "training.batchSize=32",
                "training.epochs=100"));
    all.addAll(List.of(settings));
    return Recipes.load("motion-lstm", all);
  }

  /** The same for steps. */
  static Recipe stepRecipe(String... settings) {
    List<String> all =
        new ArrayList<>(
            List.of("model.layers=[{type: recurrent, cell: {type: basic-lstm, units: 8}}]"));
    all.addAll(List.of(settings));
    return recipe(all.toArray(String[]::new));
  }

  static Lab lab(Recipe recipe, Dataset dataset) {
    return new Lab(new Patient(recipe, dataset, 1, Compute.standard()), SECONDS);
  }

  /** What a check finds. */
  static List<Finding> findings(ProbeCheck check, Recipe recipe, Dataset dataset) {
    return examined(check, recipe, dataset).findings();
  }

  static Examined examined(ProbeCheck check, Recipe recipe, Dataset dataset) {
    try (Lab lab = lab(recipe, dataset)) {
      return check.of(lab);
    }
  }
}
