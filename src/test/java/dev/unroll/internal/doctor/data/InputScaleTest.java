package dev.unroll.internal.doctor.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.data.Dataset;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Level;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InputScaleTest {

  private static final String RAW = "model.normalize=false";

  /** Noise of given means and deviations. */
  private static Dataset noise(double[] means, double[] deviations) {
    Random random = new Random(4);
    float[][][] all = new float[60][30][means.length];
    for (float[][] sequence : all) {
      for (float[] step : sequence) {
        for (int f = 0; f < step.length; f++) {
          step[f] = (float) (means[f] + deviations[f] * random.nextGaussian());
        }
      }
    }
    return Dataset.of(all, Families.labels(60, 2)).build();
  }

  private static List<Finding> seen(Dataset data, String... settings) {
    return Families.findings(new InputScale(), data, settings);
  }

  @Test
  void largeInputsAreAFault() {
    Dataset data = noise(new double[] {0, 0}, new double[] {1, 812});
    List<Finding> found = seen(data, RAW);
    assertEquals(Level.FAULT, found.get(0).level());
    assertTrue(
        found.get(0).evidence().matches("x1 has a mean of .* and a deviation of [78]\\d\\d, .*"));
    assertEquals(List.of("model.normalize=true"), found.get(0).mend().orElseThrow().settings());
    assertEquals(0, seen(data).size());
  }

  @Test
  void inputsFarFromZeroAreSuspect() {
    assertEquals(
        Level.SUSPECT, seen(noise(new double[] {20}, new double[] {1}), RAW).get(0).level());
  }

  @Test
  void inputsOfVeryDifferentSizeAndTinyOnesAreSuspect() {
    assertEquals(
        Level.SUSPECT,
        seen(noise(new double[] {0, 0}, new double[] {1, 0.005}), RAW).get(0).level());
    assertEquals(
        Level.SUSPECT,
        seen(noise(new double[] {0, 0}, new double[] {1e-4, 1e-4}), RAW).get(0).level());
  }

  @Test
  void whatIsNormalisedOrSmallIsWell() {
    assertEquals(0, seen(noise(new double[] {0, 1}, new double[] {1, 0.1}), RAW).size());
    assertEquals(0, seen(noise(new double[] {3, 0}, new double[] {1.8, 0.5}), RAW).size());
  }

  @Test
  void aLayerThatNormalisesIsEnough() {
    Dataset data = noise(new double[] {0, 0}, new double[] {1, 812});
    String layers =
        "model.layers=[{type: batch-norm}, {type: recurrent, cell: {type: gru, units: 4}},"
            + " {type: readout}]";
    assertEquals(0, seen(data, RAW, layers).size());
  }

  @Test
  void sizesAreThoseAfterTransforms() {
    Dataset data = noise(new double[] {0}, new double[] {812});
    String asinh = "model.transforms=[{type: asinh, scales: [100], append: false}]";
    assertEquals(0, seen(data, RAW, asinh).size());
    String weak = "model.transforms=[{type: difference, append: false}]";
    assertEquals(Level.FAULT, seen(data, RAW, weak).get(0).level());
  }

  @Test
  void aHeavyTailIsANote() {
    Random random = new Random(2);
    float[][][] all = new float[60][50][1];
    for (float[][] sequence : all) {
      for (float[] step : sequence) {
        step[0] = (float) Math.exp(3 * random.nextGaussian());
      }
    }
    Dataset data = Dataset.of(all, Families.labels(60, 2)).build();
    assertEquals(Level.NOTE, seen(data).get(0).level());
    assertEquals(0, seen(noise(new double[] {5}, new double[] {3})).size());
  }
}
