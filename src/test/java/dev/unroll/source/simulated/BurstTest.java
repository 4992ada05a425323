package dev.unroll.source.simulated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import dev.unroll.data.Dataset;
import dev.unroll.data.Layout;
import dev.unroll.data.Sequences;
import dev.unroll.data.Target;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class BurstTest {

  @Test
  void theTrainingPartIsThatOfTheFormula() throws IOException {
    Dataset burst = new Burst().read("");
    assertTrue(burst.simulated());
    assertEquals(new Target.ClassPerStep(List.of("over", "not over")), burst.schema().target());
    Sequences train = burst.train();
    assertEquals(5, train.size());
    assertEquals(130, train.maxSteps());
    assertEquals(1, train.features());
    double[] starts = {
      50 * 0.417022004702574,
      50 * 0.7203244934421581,
      50 * 0.00011437481734488664,
      50 * 0.30233257263183977,
      50 * 0.14675589081711304
    };
    for (int i = 0; i < starts.length; i++) {
      for (int j = 0; j < 130; j++) {
        boolean inside = j >= starts[i] && j < starts[i] + 10;
        float expected = inside ? (float) Math.sin((j - starts[i]) * Math.PI / 10) : 0;
        assertEquals(expected, train.value(i, j, 0), Math.ulp(1f));
        assertEquals(j < starts[i] + 10 ? 1 : 0, train.stepLabel(i, j));
      }
    }
  }

  @Test
  void theOtherPartsAreFurtherDraws() throws IOException {
    Dataset burst = new Burst(5, 130, 50, 10, 7, 200, 1).read("");
    assertEquals(7, burst.validation().size());
    assertEquals(200, burst.test().size());
    assertEquals(0, new Burst().read("").validation().size());
    // numpy.random.seed(3); numpy.random.random() is 0.5507979025745755, so the start is 27.54
    assertEquals(0, burst.test().value(0, 27, 0));
    assertEquals(
        (float) Math.sin((28 - 50 * 0.5507979025745755) * Math.PI / 10),
        burst.test().value(0, 28, 0),
        Math.ulp(1f));
    assertEquals(1, burst.test().stepLabel(0, 37));
    assertEquals(0, burst.test().stepLabel(0, 38));
  }

  @Test
  void knowsItsLayout() throws IOException {
    Layout layout = new Burst().layout().orElseThrow();
    assertEquals(130, layout.steps());
    assertEquals(new Burst().read("").schema(), layout.schema());
  }

  @Test
  void saysWhatIsWrong() {
    assertEquals(
        "burst: a burst of 10 steps that starts before step 50 may not be over within 59 steps; use"
            + " more steps or an earlier latest",
        message(5, 59, 50, 10));
    assertEquals(
        "burst: sequences: expected a whole number of 1 or more, got 0", message(0, 130, 50, 10));
    assertEquals(
        "burst: length: expected a whole number of 1 or more, got 0", message(5, 130, 50, 0));
  }

  private static String message(int sequences, int steps, int latest, int length) {
    return assertThrows(
            InputException.class, () -> new Burst(sequences, steps, latest, length, 0, 200, 1))
        .getMessage();
  }
}
