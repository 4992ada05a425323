package dev.unroll.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.check.InputException;
import java.util.List;
import org.junit.jupiter.api.Test;

class NormalizerTest {

  @Test
  void fitsMeanAndDeviationOfEachFeatureOverAllSteps() {
    Sequences sequences =
        Sequences.of(
            new float[] {1, 10, 3, 10, 8, 10},
            2,
            new int[] {2, 1},
            new int[] {0, 0},
            new int[] {0, 0});
    Normalizer normalizer = Normalizer.fit(sequences);
    assertEquals(List.of(4.0, 10.0), normalizer.mean());
    // mean of (9, 1, 16) is 26 / 3; a feature that never changes is left alone
    assertEquals(Math.sqrt(26.0 / 3), normalizer.deviation().get(0), 1e-12);
    assertEquals(1.0, normalizer.deviation().get(1));
  }

  @Test
  void refusesToFitToNothing() {
    InputException e = assertThrows(InputException.class, () -> Normalizer.fit(Sequences.empty(2)));
    assertEquals("normalizer: there are no sequences to fit to", e.getMessage());
  }
}
