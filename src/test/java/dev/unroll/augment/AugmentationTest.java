package dev.unroll.augment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import dev.unroll.contract.Settings;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AugmentationTest {

  private static final int FEATURES = 6;
  private static final int STEPS = 20;

  static Stream<Augmentation> all() {
    return Stream.of(
        new Turn(List.of(0, 3), 3, 1),
        new Tilt(List.of(0, 3), 0.5),
        new Gain(0, 3, 0.3, 3),
        new Jitter(List.of(0.5)),
        new TimeWarp(0.5),
        new TimeShift(0.3),
        new ChannelMask(0.5),
        new TimeMask(0.5),
        new MoveFrames(2, 3, 1, true));
  }

  @Test
  void everyAugmentationIsTestedHere() {
    assertEquals(
        Augmentation.class.getPermittedSubclasses().length,
        all().map(Object::getClass).distinct().count());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void recipesTellItAndNothingMayBeMissing(Augmentation augmentation)
      throws ReflectiveOperationException {
    Settings.comeBackFromARecipe(augmentation, Augmentation.class);
    Settings.refuseNull(augmentation);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void theSameSeedChangesTheSameWay(Augmentation augmentation) {
    float[] first = numbers();
    float[] second = numbers();
    float[] other = numbers();
    Random random = new Random(4);
    augmentation.apply(first, FEATURES, random);
    augmentation.apply(second, FEATURES, new Random(4));
    augmentation.apply(other, FEATURES, random);
    assertArrayEquals(first, second);
    assertFalse(Arrays.equals(first, other), "the next use differs");
    assertFalse(Arrays.equals(first, numbers()), "it changes something");
  }

  @Test
  void turningKeepsGravityAndEveryLength() {
    float[] before = numbers();
    float[] after = numbers();
    new Turn(List.of(0, 3), 3, 2).apply(after, FEATURES, new Random(1));
    double[] mean = mean(before);
    double[] turned = mean(after);
    for (int i = 3; i < 6; i++) {
      assertEquals(mean[i], turned[i], 1e-5);
    }
    assertLengthsKept(before, after);
  }

  @Test
  void tiltingKeepsEveryLengthAndTurnsAllVectorsAlike() {
    float[] before = numbers();
    float[] after = numbers();
    new Tilt(List.of(0, 3), 0.5).apply(after, FEATURES, new Random(1));
    assertLengthsKept(before, after);
    for (int t = 0; t < STEPS; t++) {
      double dot = 0;
      double same = 0;
      for (int i = 0; i < 3; i++) {
        dot += before[t * FEATURES + i] * before[t * FEATURES + 3 + i];
        same += after[t * FEATURES + i] * after[t * FEATURES + 3 + i];
      }
      assertEquals(dot, same, 1e-5);
    }
  }

  @Test
  void aQuarterTurnIsAsWrittenOut() {
    float[] values = {1, 2, 3};
    Triads.turn(values, 3, List.of(0), new double[] {0, 0, 5}, Math.PI / 2);
    assertArrayEquals(new float[] {-2, 1, 3}, values, 1e-6f);
  }

  @Test
  void gainLeavesWhatIsAddedToTheTotal() {
    float[] before = numbers();
    float[] after = numbers();
    new Gain(0, 3, 0.3, 3).apply(after, FEATURES, new Random(1));
    float factor = after[0] / before[0];
    for (int t = 0; t < STEPS; t++) {
      for (int i = 0; i < 3; i++) {
        int at = t * FEATURES + i;
        assertEquals(factor * before[at], after[at], 1e-5);
        assertEquals(before[at + 3] - before[at], after[at + 3] - after[at], 1e-5, "gravity");
      }
    }
  }

  @Test
  void warpingKeepsBothEndsAndTheOrder() {
    float[] ramp = new float[STEPS];
    for (int t = 0; t < STEPS; t++) {
      ramp[t] = t;
    }
    new TimeWarp(0.9).apply(ramp, 1, new Random(3));
    assertEquals(0, ramp[0]);
    assertEquals(STEPS - 1, ramp[STEPS - 1]);
    for (int t = 1; t < STEPS; t++) {
      assertTrue(ramp[t] >= ramp[t - 1]);
    }
  }

  @Test
  void framesMoveTogether() {
    float[] clip = new float[2 * 12];
    clip[5] = 1; // row 1, column 2 of 3 x 4 pixels
    clip[12 + 6] = 1; // row 1, column 3
    new MoveFrames(3, 4, 1, false).apply(clip, 12, new Random(6));
    int first = indexOfOne(clip, 0);
    int second = indexOfOne(clip, 12) - 12;
    assertEquals(1, second - first, "the second frame's dot stays one to the right");
  }

  private static int indexOfOne(float[] clip, int from) {
    for (int i = from; i < from + 12; i++) {
      if (clip[i] == 1) {
        return i;
      }
    }
    return -100;
  }

  @Test
  void saysWhichFeatureIsMissing() {
    assertMessage(
        () -> new Turn(List.of(0), 5, 1).apply(numbers(), FEATURES, new Random(1)),
        "turn: gravity begins at feature 5, but there are 6 features");
    assertMessage(
        () -> new Tilt(List.of(4), 1).apply(numbers(), FEATURES, new Random(1)),
        "augmentation: a triad begins at feature 4, but there are 6 features");
    assertMessage(
        () -> new Gain(4, 3, 1, -1).apply(numbers(), FEATURES, new Random(1)),
        "gain: it scales features up to 6, but there are 6 features");
    assertMessage(
        () -> new Jitter(List.of(1.0, 2.0)).apply(numbers(), FEATURES, new Random(1)),
        "jitter: expected one deviation for all or for each of 6 features, got 2");
    assertMessage(
        () -> new MoveFrames(4, 4, 1, false).apply(numbers(), FEATURES, new Random(1)),
        "move-frames: a step has 6 features, which are no frame of 4 x 4 pixels");
    assertMessage(
        () -> new Tilt(List.of(), 1),
        "tilt: triads: expected the first feature of each x, y, z, counted from 0, got []");
  }

  private static void assertMessage(Runnable code, String message) {
    assertEquals(message, assertThrows(InputException.class, code::run).getMessage());
  }

  private static void assertLengthsKept(float[] before, float[] after) {
    for (int at = 0; at < before.length; at += 3) {
      assertEquals(length(before, at), length(after, at), 1e-5);
    }
  }

  private static double length(float[] values, int at) {
    return Math.sqrt(
        values[at] * values[at]
            + values[at + 1] * values[at + 1]
            + values[at + 2] * values[at + 2]);
  }

  private static double[] mean(float[] values) {
    double[] mean = new double[FEATURES];
    for (int i = 0; i < values.length; i++) {
      mean[i % FEATURES] += values[i] / STEPS;
    }
    return mean;
  }

  private static float[] numbers() {
    Random random = new Random(7);
    float[] values = new float[STEPS * FEATURES];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() + i % FEATURES);
    }
    return values;
  }
}
