package dev.unroll.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.check.InputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signals are summed up over steps, not over the windows that share them. */
class SignalSummaryTest {

  private static final List<Signal> SIGNALS = List.of(new Signal("x", "g"), new Signal("y", ""));

  private static Dataset dataset(Sequences train, Sequences test) {
    return new Dataset("d", false, SIGNALS, List.of("a", "b"), train, Sequences.empty(2), test);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void everyStepThatAWindowHasCountsOnce(int seed) throws IOException {
    Random random = new Random(seed);
    SequencesBuilder builder = new SequencesBuilder(2);
    double[] sum = new double[2];
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    int steps = 0;
    for (int series = 0; series < 1 + random.nextInt(5); series++) {
      int length = 5 + random.nextInt(40);
      float[] values = new float[2 * length];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian() * (1 + i % 2);
      }
      long start = builder.addSteps(values);
      int window = 1 + random.nextInt(5);
      int stride = 1 + random.nextInt(7);
      boolean[] used = new boolean[length];
      for (int first = 0; first + window <= length; first += stride) {
        builder.window(start, first, window, 0).label(random.nextInt(2));
        IntStream.range(first, first + window).forEach(step -> used[step] = true);
      }
      for (int step = 0; step < length; step++) {
        if (used[step]) {
          steps++;
          sum[0] += values[2 * step];
          sum[1] += values[2 * step + 1];
          least = Math.min(least, values[2 * step + 1]);
          most = Math.max(most, values[2 * step + 1]);
        }
      }
    }
    Sequences all = builder.build();
    int cut = seed % 4 == 0 ? 0 : 2;
    List<SignalSummary> found =
        SignalSummary.of(dataset(all.where(i -> i % 3 >= cut), all.where(i -> i % 3 < cut)));
    assertEquals(sum[0] / steps, found.get(0).mean(), 1e-9);
    assertEquals(sum[1] / steps, found.get(1).mean(), 1e-9);
    assertEquals(least, found.get(1).least());
    assertEquals(most, found.get(1).most());
    assertEquals(Optional.empty(), found.get(0).missing());
  }

  @Test
  void setsOfTheirOwnAreAddedUp() throws IOException {
    List<Sequences> parts = new ArrayList<>();
    for (int set = 0; set < 2; set++) {
      SequencesBuilder builder = new SequencesBuilder(2);
      builder.add(new float[] {1 + set, 5, 3 + set, 7}, 0).label(0);
      builder.gaps(1, 3, 2);
      builder.gaps(1, 1, 1);
      parts.add(builder.build());
    }
    Dataset two = dataset(parts.get(0), parts.get(1));
    assertEquals(two, two.undivided(), "they come in parts");
    List<SignalSummary> found = SignalSummary.of(two);
    assertEquals(
        new SignalSummary(SIGNALS.get(0), 1, 2.5, 4, Optional.of(0L), Optional.of(0L)),
        found.get(0));
    assertEquals(
        new SignalSummary(SIGNALS.get(1), 5, 6, 7, Optional.of(8L), Optional.of(6L)), found.get(1));
  }

  @Test
  void aNameForEachSequenceOrForNone() throws IOException {
    SequencesBuilder builder = new SequencesBuilder(1);
    builder.add(new float[] {1}, 0).label(0);
    assertEquals("0", builder.build().name(0));
    InputException e = assertThrows(InputException.class, () -> builder.build(List.of("a", "b")));
    assertEquals("sequences: expected a name for each of 1, got 2", e.getMessage());
  }
}
