package dev.unroll.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.data.Sequences;
import dev.unroll.data.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CalibrationTest {

  /** Four rows, by hand: confidences 0.9, 0.9, 0.6 and 0.7; the second and the third are wrong. */
  @Test
  void isWhatArithmeticSays() {
    float[] values = {0.9f, 0.1f, 0.9f, 0.1f, 0.4f, 0.6f, 0.3f, 0.7f};
    Calibration of = Calibration.of(outcomes(2, values, 0, 1, 0, 1));
    // Bins: 0.9 in (13/15, 14/15], 0.6 in (8/15, 9/15], 0.7 in (10/15, 11/15].
    assertEquals((2 * 0.4 + 0.6 + 0.3) / 4, of.expectedError(), 1e-6);
    assertEquals((0.02 + 1.62 + 0.72 + 0.18) / 4, of.brier(), 1e-6);
    double loss = -Math.log(0.9) - Math.log(0.1) - Math.log(0.4) - Math.log(0.7);
    assertEquals(loss / 4, of.logLoss(), 1e-6);
    assertEquals(15, of.bins().size());
    assertEquals(new Calibration.Bin(12 / 15.0, 13 / 15.0, 0, 0, 0), of.bins().get(12));
    assertEquals(2, of.bins().get(13).count());
    assertEquals(0.5, of.bins().get(13).accuracy());
    assertEquals(0.9, of.bins().get(13).confidence(), 1e-6);
  }

  /** By another way: every bin looks for its rows. */
  @Test
  void isWhatBruteForceSays() {
    Random random = new Random(3);
    int rows = 400;
    float[] values = new float[4 * rows];
    int[] labels = random.ints(rows, 0, 4).toArray();
    for (int i = 0; i < rows; i++) {
      double sum = 0;
      double[] raw = new double[4];
      for (int k = 0; k < 4; k++) {
        raw[k] = Math.exp(2 * random.nextGaussian() + (k == labels[i] ? 1 : 0));
        sum += raw[k];
      }
      for (int k = 0; k < 4; k++) {
        values[4 * i + k] = (float) (raw[k] / sum);
      }
    }
    Calibration of = Calibration.of(outcomes(4, values, labels));
    double expected = 0;
    double brier = 0;
    double loss = 0;
    for (int b = 0; b < 15; b++) {
      List<Integer> inside = new ArrayList<>();
      for (int i = 0; i < rows; i++) {
        double top = values[4 * i + top(values, i)];
        if (top > b / 15.0 && top <= (b + 1) / 15.0) {
          inside.add(i);
        }
      }
      double right =
          inside.stream().mapToDouble(i -> top(values, i) == labels[i] ? 1 : 0).average().orElse(0);
      double sure =
          inside.stream().mapToDouble(i -> values[4 * i + top(values, i)]).average().orElse(0);
      expected += Math.abs(right - sure) * inside.size() / rows;
    }
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < 4; k++) {
        brier += Math.pow(values[4 * i + k] - (k == labels[i] ? 1 : 0), 2) / rows;
      }
      loss -= Math.log(values[4 * i + labels[i]]) / rows;
    }
    assertEquals(expected, of.expectedError(), 1e-9);
    assertEquals(brier, of.brier(), 1e-9);
    assertEquals(loss, of.logLoss(), 1e-9);
  }

  @Test
  void aProbabilityOfZeroIsNoInfiniteLoss() {
    Calibration of = Calibration.of(outcomes(2, new float[] {1, 0}, 1));
    assertEquals(-Math.log(1e-15), of.logLoss(), 1e-9);
    assertEquals(1, of.expectedError());
    assertEquals(2, of.brier());
    assertEquals(1, of.bins().get(14).count(), "the last bin has its upper end");
  }

  @Test
  void rowsThatAreNotFiniteAreLeftOut() {
    float[] values = {0.75f, 0.25f, Float.NaN, 0.5f};
    Calibration of = Calibration.of(outcomes(2, values, 0, 1));
    assertEquals(0.25, of.expectedError(), 1e-9);
    assertEquals(0.125, of.brier(), 1e-9);
  }

  private static int top(float[] values, int row) {
    return IntStream.range(0, 4)
        .reduce((a, b) -> values[4 * row + b] > values[4 * row + a] ? b : a)
        .orElseThrow();
  }

  private static Outcomes outcomes(int classes, float[] values, int... labels) {
    List<String> names = IntStream.range(0, classes).mapToObj(k -> "c" + k).toList();
    int[] groups = IntStream.range(0, labels.length).toArray();
    return Outcomes.of(
        Sequences.ofSteps(new float[labels.length], 1, 1, labels, groups),
        new Target.OneClass(names),
        "subject",
        values);
  }
}
