package dev.unroll.internal.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class GapsTest {

  private static final float NAN = Float.NaN;

  @Test
  void joinsNeighboursByALineAndHoldsTheEnds() {
    float[] values = {NAN, NAN, 3, NAN, NAN, NAN, 11, 11, NAN};
    assertEquals(6, Gaps.fill(values, 0, 1, Gaps.ANY).missing());
    assertArrayEquals(new float[] {3, 3, 3, 5, 7, 9, 11, 11, 11}, values);
  }

  @Test
  void leavesOtherFeaturesAlone() {
    float[] values = {1, NAN, NAN, NAN, 5, 6};
    assertEquals(1, Gaps.fill(values, 0, 2, Gaps.ANY).missing());
    assertArrayEquals(new float[] {1, NAN, 3, NAN, 5, 6}, values);
  }

  @Test
  void leavesAChannelWithoutValuesAsItIs() {
    float[] values = {NAN, NAN};
    assertEquals(2, Gaps.fill(values, 0, 1, Gaps.ANY).missing());
    assertArrayEquals(new float[] {NAN, NAN}, values);
  }

  @Test
  void doesNotOverflowBetweenLargeNumbers() {
    float[] values = {-Float.MAX_VALUE, NAN, Float.MAX_VALUE};
    assertEquals(1, Gaps.fill(values, 0, 1, Gaps.ANY).missing());
    assertArrayEquals(new float[] {-Float.MAX_VALUE, 0, Float.MAX_VALUE}, values);
  }
}
