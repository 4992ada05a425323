package dev.unroll.internal.doctor.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.data.Dataset;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Level;
import java.util.List;
import org.junit.jupiter.api.Test;

class FutureUsedTest {

  private static final String BOTH =
      "model.layers=[{type: recurrent, cell: {type: gru, units: 4}, bidirectional: true}]";

  private static Dataset classes() {
    int[] labels = Families.labels(20, 2);
    return Dataset.of(Families.waves(labels, 12, 1, 1, 1), labels).build();
  }

  private static Dataset labelledSteps() {
    int[][] labels = new int[20][];
    java.util.Arrays.setAll(labels, i -> Families.labels(12, 2));
    return Dataset.ofSteps(Families.waves(new int[20], 12, 1, 1, 1), labels).build();
  }

  @Test
  void stepsThatAreToldByLaterOnesAreANote() {
    List<Finding> found = Families.findings(new FutureUsed(), labelledSteps(), BOTH);
    assertEquals(Level.NOTE, found.get(0).level());
    assertEquals(
        List.of("model.layers.0.bidirectional=false"),
        found.get(0).mend().orElseThrow().settings());
  }

  @Test
  void aModelThatGoesOnFromWindowToWindowMustNotLookAhead() {
    String layers =
        "model.layers=[{type: conv1d, filters: 4, kernelSize: 3, padding: same},"
            + " {type: recurrent, cell: {type: gru, units: 4}, state: stateful}]";
    List<Finding> found =
        Families.findings(new FutureUsed(), labelledSteps(), layers, "training.window=4");
    assertEquals(Level.FAULT, found.get(0).level());
    assertEquals(
        List.of("model.layers.0.padding=causal"), found.get(0).mend().orElseThrow().settings());
    assertEquals(
        0,
        Families.findings(
                new FutureUsed(),
                labelledSteps(),
                layers.replace("padding: same", "padding: causal"))
            .size());
  }

  @Test
  void wholeSequencesMayBeToldByAllOfTheirSteps() {
    assertEquals(
        0,
        Families.findings(
                new FutureUsed(), classes(), BOTH.replace("]", ", {type: readout, take: mean}]"))
            .size());
  }
}
