package dev.unroll.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.check.InputException;
import dev.unroll.data.Metric;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ScheduleTest {

  /**
   * {@code torch.optim.lr_scheduler.OneCycleLR(max_lr=1, total_steps=10)}, from its definition: up
   * to step 0.3 * 10 - 1 = 2, then down to step 9, each by {@code end + (start - end) / 2 * (1 +
   * cos(pi * share))}.
   */
  @Test
  void oneCycleIsThatOfPyTorch() {
    Schedule cycle = new Schedule.OneCycle(0.3, 25, 1e4);
    double[] expected = {
      0.04,
      0.52,
      1,
      0.9504844340,
      0.8117449009,
      0.6112604670,
      0.3887395330,
      0.1882550991,
      0.0495155660,
      0
    };
    for (int step = 0; step < 10; step++) {
      // The last is 1 / 25 / 10000, and the others lie between 1 and that.
      double least = step > 2 ? 4e-6 * (1 - expected[step]) : 0;
      assertEquals(expected[step] + least, cycle.factor(step, 10), 1e-9, "step " + step);
    }
    assertEquals(4e-6, cycle.factor(9, 10), 1e-15);
  }

  @Test
  void oneCycleHasNoGapAtItsEdges() {
    // The way up ends between two steps: 0.25 * 10 - 1 = 1.5.
    Schedule between = new Schedule.OneCycle(0.25, 10, 100);
    assertEquals(0.1 + 0.9 / 2 * (1 - Math.cos(Math.PI / 1.5)), between.factor(1, 10), 1e-12);
    double end = 0.001;
    assertEquals(
        end + (1 - end) / 2 * (1 + Math.cos(Math.PI * 0.5 / 7.5)), between.factor(2, 10), 1e-12);
    assertEquals(end, between.factor(9, 10), 1e-12);
    for (int steps = 1; steps < 12; steps++) {
      for (double warmup : new double[] {0, 0.1, 0.5, 0.9}) {
        for (int step = 0; step < steps; step++) {
          double factor = new Schedule.OneCycle(warmup, 25, 1e4).factor(step, steps);
          assertEquals(0.5, factor, 0.5, "step " + step + " of " + steps);
        }
      }
    }
    assertEquals(1, new Schedule.OneCycle(0.1, 25, 1e4).factor(0, 10), "0.1 * 10 - 1 is step 0");
  }

  /** Rates after each score. */
  private static double[] rates(
      Schedule.ReduceOnPlateau schedule, Metric metric, double... scores) {
    PlateauRate rate = new PlateauRate(schedule, 1);
    double[] rates = new double[scores.length];
    for (int i = 0; i < scores.length; i++) {
      if (metric == null) {
        rate.stepped(scores[i]);
        rate.shown(OptionalDouble.empty(), true);
      } else {
        rate.shown(OptionalDouble.of(scores[i]), metric.share());
      }
      rates[i] = rate.rate();
    }
    return rates;
  }

  /**
   * By Keras' callback: the second score in a row that is not better by {@code leastGain} reduces;
   * in the cooldown none counts, and the display that ends it does.
   */
  @Test
  void reducesOnAPlateauAsKerasDoes() {
    var plain = new Schedule.ReduceOnPlateau(0.5, 2, 0.2, 0, 0.01);
    assertArrayEquals(
        new double[] {1, 1, 1, 1, 0.5, 0.5, 0.25, 0.25, 0.2, 0.2, 0.2},
        rates(plain, Metric.ACCURACY, 0.5, 0.6, 0.7, 0.705, 0.7, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1));
    var cooled = new Schedule.ReduceOnPlateau(0.5, 1, 0, 2, 0);
    assertArrayEquals(
        new double[] {1, 0.5, 0.5, 0.25, 0.25, 0.125},
        rates(cooled, new Metric("mae", "degC"), 3, 3, 3, 3, 3, 3));
    // Without a validation part the mean loss since the last display counts.
    assertArrayEquals(
        new double[] {1, 1, 0.1},
        rates(new Schedule.ReduceOnPlateau(0.1, 1, 0, 0, 0), null, 3, 2, 2));
  }

  @Test
  void aPlateauGoesOnFromItsCounters() {
    var schedule = new Schedule.ReduceOnPlateau(0.5, 2, 0, 1, 0);
    PlateauRate whole = new PlateauRate(schedule, 1);
    PlateauRate part = new PlateauRate(schedule, 1);
    double[] losses = {3, 2, 2.5, 2.25, 2.125, 7, 7, 7, 7, 7, 7, 7};
    for (int i = 0; i < losses.length; i++) {
      whole.stepped(losses[i]);
      part.stepped(losses[i]);
      Map<String, Long> counters = new HashMap<>();
      part.addTo(counters);
      part = new PlateauRate(schedule, 1);
      part.takeUp(counters);
      if (i % 2 == 1) {
        whole.shown(OptionalDouble.empty(), false);
        part.shown(OptionalDouble.empty(), false);
      }
      assertEquals(whole.rate(), part.rate(), "loss " + i);
    }
    assertEquals(0.25, whole.rate());
  }

  @Test
  void saysWhatIsWrong() {
    InputException e =
        assertThrows(InputException.class, () -> new Schedule.OneCycle(0.3, 0.5, 1e4));
    assertEquals("one-cycle: startDivisor: expected 1 or more, got 0.5", e.getMessage());
    e = assertThrows(InputException.class, () -> new Schedule.OneCycle(1, 25, 1e4));
    assertEquals(
        "one-cycle: warmup: expected a number of 0 or more and less than 1, got 1.0",
        e.getMessage());
    e =
        assertThrows(
            InputException.class, () -> new Schedule.ReduceOnPlateau(1.5, 10, 0, 0, 0.0001));
    assertEquals(
        "reduce-on-plateau: factor: expected a number between 0 and 1, got 1.5", e.getMessage());
    e = assertThrows(InputException.class, () -> new Schedule.ReduceOnPlateau(0.5, 0, 0, 0, 0));
    assertEquals(
        "reduce-on-plateau: patience: expected a whole number of 1 or more, got 0", e.getMessage());
  }
}
