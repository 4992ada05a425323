package dev.unroll.internal.doctor.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.data.Dataset;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Level;
import java.util.List;
import org.junit.jupiter.api.Test;

class TooFewStepsTest {

  private static List<Finding> seen(String... settings) {
    int[] labels = Families.labels(100, 2);
    Dataset data = Dataset.of(Families.waves(labels, 10, 1, 0.3, 1), labels).build();
    return Families.findings(new TooFewSteps(), data, settings);
  }

  @Test
  void aFewStepsAreSuspectAndSomeANote() {
    List<Finding> found = seen("training.steps=10");
    assertEquals(Level.SUSPECT, found.get(0).level());
    assertEquals(List.of("training.steps=1000"), found.get(0).mend().orElseThrow().settings());
    assertEquals(Level.NOTE, seen("training.steps=100").get(0).level());
    assertEquals(
        List.of("training.epochs=500"),
        seen("training.epochs=20", "training.batchSize=50").get(0).mend().orElseThrow().settings());
    assertEquals(0, seen("training.steps=1000").size());
    assertEquals(0, seen("training.epochs=200", "training.batchSize=50").size());
  }

  @Test
  void aRateThatOnlyRisesIsAFault() {
    assertEquals(
        Level.FAULT,
        seen("training.steps=1000", "training.schedule={type: cosine, warmup: 0.99}")
            .get(0)
            .level());
    assertEquals(
        0, seen("training.steps=1000", "training.schedule={type: cosine, warmup: 0.3}").size());
  }
}
