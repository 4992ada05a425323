package dev.unroll.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.check.InputException;
import dev.unroll.data.Sequences;
import dev.unroll.graph.Initializer;
import dev.unroll.graph.Tensors;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.types.TInt32;

class BatchTest {

  private static final Sequences SEQUENCES =
      Sequences.of(
          new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12},
          2,
          new int[] {2, 1, 3},
          new int[] {0, 1, 0},
          new int[3]);

  @Test
  void padsShorterSequencesWithZeros() {
    try (Batch batch = batch(2, 3)) {
      batch.fill(SEQUENCES, new int[] {2, 1, 0}, 1);
      assertArrayEquals(
          new float[] {5, 6, 0, 0, 0, 0, 1, 2, 3, 4, 0, 0}, Tensors.values(batch.inputs()));
      assertEquals(1, batch.lengths().getInt(0));
      assertEquals(2, batch.lengths().getInt(1));
      assertEquals(1, ((TInt32) batch.labels()).getInt(0));
      assertEquals(0, ((TInt32) batch.labels()).getInt(1));
    }
  }

  @Test
  void keepsNothingOfWhatItHeldBefore() {
    try (Batch batch = batch(1, 3)) {
      batch.fill(SEQUENCES, new int[] {2}, 0);
      batch.fill(SEQUENCES, new int[] {1}, 0);
      assertArrayEquals(new float[] {5, 6, 0, 0, 0, 0}, Tensors.values(batch.inputs()));
    }
  }

  @Test
  void refusesSequencesThatDoNotFit() {
    try (Batch batch = batch(1, 2)) {
      InputException e =
          assertThrows(InputException.class, () -> batch.fill(SEQUENCES, new int[] {2}, 0));
      assertEquals("sequence 2 has 3 steps, more than the 2 that the model takes", e.getMessage());
    }
  }

  private static Batch batch(int rows, int steps) {
    Classification task =
        new Classification(List.of("a", "b"), new Initializer.Zeros(), new Initializer.Zeros());
    return Batch.toTrain(rows, new InputSpec(steps, 2, true), task);
  }
}
