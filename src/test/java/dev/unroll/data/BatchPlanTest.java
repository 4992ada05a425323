package dev.unroll.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.check.InputException;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchPlanTest {

  @Test
  void shuffledBatchesSeeEverySequenceOnceAnEpoch() {
    BatchPlan plan = new BatchPlan(23, 5, BatchOrder.SHUFFLED, 3);
    assertEquals(5, plan.stepsPerEpoch());
    int[] first = epoch(plan, 0);
    int[] second = epoch(plan, 1);
    assertFalse(Arrays.equals(first, second));
    Arrays.sort(first);
    Arrays.sort(second);
    assertArrayEquals(IntStream.range(0, 23).toArray(), first);
    assertArrayEquals(first, second);
  }

  @Test
  void aStepHasTheSameBatchHoweverItIsReached() {
    BatchPlan walked = new BatchPlan(23, 5, BatchOrder.SHUFFLED, 3);
    for (int step = 0; step < 7; step++) {
      walked.indices(step);
    }
    BatchPlan jumped = new BatchPlan(23, 5, BatchOrder.SHUFFLED, 3);
    assertArrayEquals(walked.indices(7), jumped.indices(7));
  }

  @Test
  void sequentialBatchesFollowTheOffsetRule() {
    BatchPlan plan = new BatchPlan(23, 5, BatchOrder.SEQUENTIAL, 3);
    int[] order = new int[23];
    System.arraycopy(plan.indices(0), 0, order, 0, 5);
    System.arraycopy(plan.indices(1), 0, order, 5, 5);
    System.arraycopy(plan.indices(2), 0, order, 10, 5);
    // (3 * 5) % (23 - 5) = 15; (4 * 5) % 18 = 2
    System.arraycopy(plan.indices(3), 0, order, 15, 5);
    assertArrayEquals(Arrays.copyOfRange(order, 2, 7), plan.indices(4));
  }

  @Test
  void aBatchLargerThanTheSetIsTheSet() {
    BatchPlan plan = new BatchPlan(23, Integer.MAX_VALUE, BatchOrder.SHUFFLED, 3);
    assertEquals(1, plan.stepsPerEpoch());
    assertEquals(23, plan.indices(4).length);
  }

  @Test
  void sequentialNeedsMoreSequencesThanABatch() {
    InputException e =
        assertThrows(InputException.class, () -> new BatchPlan(5, 5, BatchOrder.SEQUENTIAL, 1));
    assertEquals(
        "batch order sequential needs more training sequences (5) than the batch size (5); choose"
            + " a smaller batch size or the order shuffled",
        e.getMessage());
  }

  private static int[] epoch(BatchPlan plan, int epoch) {
    return IntStream.range(0, plan.stepsPerEpoch())
        .flatMap(i -> Arrays.stream(plan.indices((long) epoch * plan.stepsPerEpoch() + i)))
        .toArray();
  }
}
