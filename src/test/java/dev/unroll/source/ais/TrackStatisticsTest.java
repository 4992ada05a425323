package dev.unroll.source.ais;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.check.InputException;
import dev.unroll.data.Sequences;
import dev.unroll.data.Signal;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrackStatisticsTest {

  private static final List<Signal> SIGNALS =
      AisFeature.signals(List.of(AisFeature.RELATIVE_COURSE, AisFeature.SPEED));

  @Test
  void aStraightWayAtOneSpeed() {
    float[] numbers = numbers(new double[] {12, 12, 12, 12}, new double[] {0, 0, 0, 0});
    assertEquals(12, of(numbers, "speed mean"), 1e-5);
    assertEquals(0, of(numbers, "speed standard deviation"), 1e-5);
    assertEquals(12, of(numbers, "speed 5 % quantile"), 1e-5);
    assertEquals(1, of(numbers, "share fast"), 1e-5);
    assertEquals(1, of(numbers, "share steady"), 1e-5);
    assertEquals(0, of(numbers, "turn mean absolute"), 1e-4);
    assertEquals(1, of(numbers, "straightness"), 1e-3);
    assertEquals(0, of(numbers, "speed periodicity"), 1e-5);
  }

  @Test
  void aSquareAtChangingSpeed() {
    float[] numbers = numbers(new double[] {1, 3, 1, 3}, new double[] {0, 90, 180, 270});
    assertEquals(2, of(numbers, "speed median"), 1e-5);
    assertEquals(1, of(numbers, "speed standard deviation"), 1e-5);
    assertEquals(0.5, of(numbers, "share slow"), 1e-5);
    assertEquals(0.5, of(numbers, "share at towing speed"), 1e-5);
    assertEquals(2, of(numbers, "speed change largest"), 1e-5);
    assertEquals(Math.sqrt(32) / 3, of(numbers, "speed change standard deviation"), 1e-5);
    assertEquals(67.5, of(numbers, "turn mean absolute"), 1e-4);
    assertEquals(90 * 7 / 8.0, of(numbers, "turn mean absolute by way"), 0.05);
    assertEquals(67.5, of(numbers, "turn mean, absolute"), 1e-4);
    assertEquals(0.75, of(numbers, "share of sharp turns"), 1e-5);
    assertEquals(0, of(numbers, "straightness"), 1e-5);
  }

  @Test
  void aWayThatComesAndGoesIsPeriodic() {
    double[] speeds = new double[64];
    double[] courses = new double[64];
    for (int i = 0; i < 64; i++) {
      speeds[i] = 5 + Math.sin(i * Math.PI / 4);
    }
    // Period 8: the sum over the 56 overlapping products of 64.
    assertEquals(56 / 64.0, of(numbers(speeds, courses), "speed periodicity"), 1e-5);
  }

  @Test
  void thereIsANameForEachNumber() {
    float[] numbers = numbers(new double[] {1, 2}, new double[] {0, 0});
    assertEquals(TrackStatistics.names().size(), numbers.length);
    for (float number : numbers) {
      assertEquals(true, Float.isFinite(number));
    }
  }

  @Test
  void allSequencesAreTheirsOneByOne() {
    Sequences two =
        Sequences.ofSteps(
            values(new double[] {1, 2, 3, 4}, new double[4]), 2, 3, new int[2], new int[2]);
    TrackStatistics statistics = new TrackStatistics(SIGNALS);
    assertArrayEquals(statistics.of(two, 1), statistics.of(two)[1]);
  }

  @Test
  void saysWhichFeatureIsMissing() {
    InputException e =
        assertThrows(InputException.class, () -> new TrackStatistics(AisFeature.SPEED.signals()));
    assertEquals(
        "track statistics: expected a feature 'relative_course_sin', found [speed]; add"
            + " relative-course to the reader's features",
        e.getMessage());
  }

  private static float of(float[] numbers, String name) {
    return numbers[TrackStatistics.names().indexOf(name)];
  }

  private static float[] numbers(double[] speeds, double[] courses) {
    Sequences one =
        Sequences.ofSteps(values(speeds, courses), speeds.length, 3, new int[1], new int[1]);
    return new TrackStatistics(SIGNALS).of(one, 0);
  }

  private static float[] values(double[] speeds, double[] degrees) {
    float[] values = new float[3 * speeds.length];
    for (int i = 0; i < speeds.length; i++) {
      values[3 * i] = (float) Math.sin(Math.toRadians(degrees[i]));
      values[3 * i + 1] = (float) Math.cos(Math.toRadians(degrees[i]));
      values[3 * i + 2] = (float) speeds[i];
    }
    return values;
  }
}
