package dev.unroll.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.check.InputException;
import dev.unroll.data.BatchOrder;
import dev.unroll.data.BatchPlan;
import dev.unroll.data.Sequences;
import dev.unroll.graph.Initializer;
import dev.unroll.graph.Tensors;
import dev.unroll.model.Batch;
import dev.unroll.model.Classification;
import dev.unroll.model.InputSpec;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tensorflow.types.TInt32;

class BatchFeedTest {

  /** Ten sequences of two steps, whose values tell which they are. */
  private static final Sequences TEN =
      Sequences.ofSteps(
          floats(IntStream.range(0, 20).map(i -> i / 2).toArray()),
          2,
          1,
          IntStream.range(0, 10).toArray(),
          new int[10]);

  private static float[] floats(int[] numbers) {
    float[] floats = new float[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      floats[i] = numbers[i];
    }
    return floats;
  }

  private static BatchPlan plan() {
    return new BatchPlan(TEN.size(), 4, BatchOrder.SHUFFLED, 7);
  }

  private static BatchSource source(int steps) {
    Classification task =
        new Classification(
            IntStream.range(0, 10).mapToObj(Integer::toString).toList(),
            new Initializer.Zeros(),
            new Initializer.Zeros());
    return new ShuffledBatches(
        TEN,
        plan(),
        new InputSpec(steps, 1, false),
        task.target(),
        List.of(steps),
        TrainingSpec.adam(0.1, 1),
        1);
  }

  @Test
  void givesThePlansBatchesInOrderFromAnyStepOn() {
    BatchPlan plan = plan();
    for (long first : new long[] {0, 5}) {
      try (BatchFeed feed = new BatchFeed(source(2), first, 12)) {
        for (long step = first; step < 12; step++) {
          int[] rows = plan.indices(step);
          Batch batch = feed.next().batch();
          assertEquals(
              step % 3 == 2 ? 2 : 4, batch.size(), "the last batch of an epoch is smaller");
          float[] expected = floats(Arrays.stream(rows).flatMap(r -> IntStream.of(r, r)).toArray());
          assertArrayEquals(expected, Tensors.values(batch.inputs()));
          for (int row = 0; row < rows.length; row++) {
            assertEquals(rows[row], ((TInt32) batch.labels()).getInt(row));
          }
        }
      }
    }
  }

  @Test
  void saysWhichSequenceDoesNotFit() {
    try (BatchFeed feed = new BatchFeed(source(1), 0, 1)) {
      InputException e = assertThrows(InputException.class, feed::next);
      assertEquals(
          "sequence " + plan().indices(0)[0] + " has 2 steps, more than the 1 that the model takes",
          e.getMessage());
    }
  }
}
