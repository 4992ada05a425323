package dev.unroll.internal.doctor.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.data.Dataset;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Level;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class UnusableNumbersTest {

  private final Random random = new Random(5);

  /** A feature of 60 sequences of 50 steps beside one of plain noise, as a function of the step. */
  private List<Finding> seen(IntFunction<Double> value) {
    float[][][] all = new float[60][50][2];
    int[] labels = Families.labels(60, 2);
    for (int i = 0; i < 60; i++) {
      for (int t = 0; t < 50; t++) {
        all[i][t][0] = value.apply(i * 50 + t).floatValue();
        all[i][t][1] = (float) random.nextGaussian();
      }
    }
    return Families.findings(
        new UnusableNumbers(),
        Dataset.of(all, labels).signals("sensor", "other").splitByShare(0, 0.2, 1));
  }

  private double noise() {
    return random.nextGaussian();
  }

  @Test
  void aCodeForWhatIsMissingIsAFault() {
    List<Finding> found = seen(i -> random.nextInt(33) == 0 ? -9999 : 20 + noise());
    assertEquals(Level.FAULT, found.get(0).level());
    assertTrue(found.get(0).evidence().matches("sensor is -9999 in [23].* % of the steps, .*"));
  }

  @Test
  void aCodeMayBeRareWhereItLooksLikeOne() {
    assertEquals(1, seen(i -> i % 250 == 0 ? 65535 : 300 * Math.sin(i) + noise()).size());
    assertEquals(1, seen(i -> i % 250 == 0 ? 999 : 5 + noise()).size());
    assertEquals(0, seen(i -> i % 250 == 0 ? 123.4 : 5 + noise()).size());
  }

  @Test
  void twoCodesAreFound() {
    assertEquals(1, seen(i -> i % 40 == 0 ? -9999 : i % 41 == 0 ? -8888 : 20 + noise()).size());
    assertEquals(1, seen(i -> i % 40 == 0 ? -9999 : i % 41 == 0 ? 99999 : noise()).size());
  }

  @Test
  void whatCannotBeMeasuredIsAFault() {
    List<Finding> found = seen(i -> i == 77 ? 1e38 : noise());
    assertEquals(Level.FAULT, found.get(0).level());
  }

  @Test
  void sensorsAtTheEndOfTheirRangeAreWell() {
    assertEquals(0, seen(i -> Math.max(-2, Math.min(2, 2 * noise()))).size());
    assertEquals(0, seen(i -> Math.min(1000, Math.exp(3 + 2 * noise()))).size());
  }

  @Test
  void choicesAndRareEventsAreWell() {
    assertEquals(0, seen(i -> i % 90 == 0 ? 1.0 : 0.0).size());
    assertEquals(0, seen(i -> i % 60 == 0 ? 100.0 : i % 3).size());
    assertEquals(0, seen(i -> i % 10 == 0 ? Math.abs(5 * noise()) : 0.0).size());
  }

  @Test
  void heavyTailsAreWell() {
    assertEquals(0, seen(i -> noise() / Math.max(1e-3, Math.abs(noise()))).size());
  }

  @Test
  void aFeatureThatNeverChangesIsANote() {
    List<Finding> found = seen(i -> 7.0);
    assertEquals(1, found.size());
    assertEquals(Level.NOTE, found.get(0).level());
    assertTrue(found.get(0).evidence().startsWith("sensor never changes"));
  }

  @Test
  void numbersOfThingsAreANoteAndQuantisedSignalsAreNot() {
    assertEquals(Level.NOTE, seen(i -> (double) random.nextInt(600)).get(0).level());
    assertEquals(0, seen(i -> Math.rint(300 * Math.sin(i / 9.0) + noise())).size());
  }
}
