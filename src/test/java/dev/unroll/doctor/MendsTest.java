package dev.unroll.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.data.Dataset;
import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Mend;
import dev.unroll.graph.Compute;
import dev.unroll.internal.doctor.data.Patient;
import dev.unroll.internal.doctor.probe.Lab;
import dev.unroll.recipe.Recipe;
import dev.unroll.recipe.Recipes;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MendsTest {

  /** A rate at which nothing moves. */
  private static final Recipe SICK =
      Recipes.load(
          "motion-lstm",
          List.of(
              "model.layers.0.cell.units=8",
              "training.learningRate=1.0e-7",
              "training.schedule={type: constant}"));

  private static Dataset data() {
    Random random = new Random(4);
    float[][][] sequences = new float[200][8][1];
    int[] labels = new int[sequences.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = random.nextInt(2);
      for (float[] step : sequences[i]) {
        step[0] = (float) (2 * labels[i] + random.nextGaussian());
      }
    }
    return Dataset.of(sequences, labels).name("levels").build();
  }

  private static Finding suspect(Kind kind, String setting) {
    int equals = setting.indexOf('=');
    Mend mend = Mend.set(setting.substring(0, equals), setting.substring(equals + 1));
    return Finding.of(kind, Level.SUSPECT, "seen", "", mend);
  }

  @Test
  void whatDoesNothingBecomesANote() {
    List<Finding> found =
        List.of(
            suspect(Kind.LEARNING_RATE, "training.learningRate=0.01"),
            suspect(Kind.PENALTY, "training.lambda=0.00002"),
            suspect(Kind.BOTTLENECK, "model.layers.0.cell.units=none"),
            suspect(Kind.FUTURE_USED, "model.normalize=false"),
            suspect(Kind.PADDING, "data.source=motion"),
            Finding.of(Kind.ONE_BATCH, Level.SUSPECT, "seen", ""));
    try (Lab lab = new Lab(new Patient(SICK, data(), 1, Compute.standard()), 60)) {
      Examined tried = Mends.tried(found, lab);
      List<Finding> told = tried.findings();
      assertEquals(Level.SUSPECT, told.get(0).level());
      assertTrue(told.get(0).tried().orElseThrow().helped());
      assertEquals(Level.NOTE, told.get(1).level());
      assertTrue(told.get(1).tried().isPresent());
      // A change that does not fit, one that no loss shows, one that is of the data, and none.
      for (int i = 2; i < found.size(); i++) {
        assertEquals(found.get(i), told.get(i));
      }
      assertEquals(1, tried.pictures().size());
    }
  }
}
