package dev.unroll.internal.doctor.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GroupErrorTest {

  @Test
  void isThatOfAMeanWhereEveryRowIsAGroup() {
    double[] values = {1, 4, 2, 8, 5, 7, 1, 3, 9, 2};
    double mean = Arrays.stream(values).average().orElseThrow();
    double variance = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / 9;
    assertEquals(
        Math.sqrt(variance / 10), GroupError.of(values, IntStream.range(0, 10).toArray()), 1e-12);
  }

  @Test
  void copiesWithinAGroupTellNothingMore() {
    Random random = new Random(3);
    double[] each = random.doubles(12).toArray();
    double[] copies = new double[60];
    int[] groups = new int[60];
    for (int i = 0; i < 60; i++) {
      copies[i] = each[i / 5];
      groups[i] = i / 5;
    }
    assertEquals(
        GroupError.of(each, IntStream.range(0, 12).toArray()),
        GroupError.of(copies, groups),
        1e-12);
  }

  @Test
  void aSeriesOfOneGroupIsCutIntoStretches() {
    double[] values = new double[400];
    Arrays.setAll(values, i -> Math.sin(i / 60.0));
    double alone = GroupError.of(values, IntStream.range(0, 400).toArray());
    assertTrue(GroupError.of(values, new int[400]) > 3 * alone);
  }
}
