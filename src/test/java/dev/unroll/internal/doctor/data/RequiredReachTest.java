package dev.unroll.internal.doctor.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.data.Dataset;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RequiredReachTest {

  /** Noise with a mean that tells the class from step {@code from} to {@code to}. */
  private static Dataset shown(int steps, int from, int to, double size) {
    Random random = new Random(11);
    float[][][] all = new float[400][steps][2];
    int[] labels = Families.labels(400, 2);
    for (int i = 0; i < all.length; i++) {
      for (int t = 0; t < steps; t++) {
        double shift = t >= from && t < to ? size * (2 * labels[i] - 1) : 0;
        all[i][t][0] = (float) (shift + random.nextGaussian());
        all[i][t][1] = (float) random.nextGaussian();
      }
    }
    return Dataset.of(all, labels).build();
  }

  @Test
  void whatIsShownAtTheBeginningNeedsNearlyAllSteps() {
    RequiredReach reach = Families.patient(shown(300, 0, 20, 1)).requiredReach();
    int required = reach.required().orElseThrow();
    assertTrue(required > 270 && required <= 300, "required " + required);
    assertEquals(reach.steps().size(), reach.losses().size());
  }

  @Test
  void whatIsShownAtTheEndNeedsFew() {
    int required =
        Families.patient(shown(300, 280, 300, 1)).requiredReach().required().orElseThrow();
    assertTrue(required <= 20, "required " + required);
  }

  @Test
  void noiseNeedsNothingThatIsKnown() {
    assertTrue(Families.patient(shown(100, 0, 0, 0)).requiredReach().required().isEmpty());
  }

  @Test
  void aWalkNeedsNoMoreThanItsNewestStep() {
    float[][] series = Families.walk(900, 1, 6);
    float[] next = Families.next(series, 20, 1, 0);
    Dataset data =
        Dataset.ofNumbers(Arrays.copyOf(Families.windows(series, 20, 1), next.length), next)
            .splitByTime(0.2, 0);
    assertTrue(Families.patient(data).requiredReach().required().isEmpty());
  }

  @Test
  void anEchoNeedsAsManyStepsAsItTakes() {
    Random random = new Random(3);
    float[][] series = new float[1500][1];
    for (int t = 0; t < series.length; t++) {
      double echo = t >= 30 ? 0.9 * series[t - 30][0] : 0;
      series[t][0] = (float) (echo + random.nextGaussian());
    }
    float[] next = Families.next(series, 64, 1, 0);
    Dataset data =
        Dataset.ofNumbers(Arrays.copyOf(Families.windows(series, 64, 1), next.length), next)
            .splitByTime(0.2, 0);
    int required = Families.patient(data).requiredReach().required().orElseThrow();
    assertTrue(required >= 30 && required <= 36, "required " + required);
  }
}
