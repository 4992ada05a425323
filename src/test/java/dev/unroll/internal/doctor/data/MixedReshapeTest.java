package dev.unroll.internal.doctor.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.data.Dataset;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Level;
import java.util.List;
import org.junit.jupiter.api.Test;

class MixedReshapeTest {

  /** Of sequences of 20 steps of 6 features. */
  private static List<Finding> seen(String reshape) {
    int[] labels = Families.labels(60, 2);
    Dataset data = Dataset.of(Families.waves(labels, 20, 6, 0.3, 1), labels).build();
    return Families.findings(
        new Axes(),
        data,
        "model.layers=["
            + reshape
            + ", {type: recurrent, cell: {type: gru, units: 8}}, {type: readout}]");
  }

  @Test
  void channelsThatChangeFromStepToStepAreSuspect() {
    for (String mixing : List.of("steps: 6", "features: 20", "steps: 30", "steps: 12")) {
      List<Finding> found = seen("{type: reshape, " + mixing + "}");
      assertEquals(Level.SUSPECT, found.get(0).level(), mixing);
      assertEquals(
          List.of("model.layers.0={type: reshape, steps: 20, features: 6}"),
          found.get(0).mend().orElseThrow().settings());
    }
  }

  @Test
  void stepsThatAreJoinedOrCutAreWell() {
    for (String whole : List.of("steps: 10", "features: 24", "steps: 20", "steps: 40")) {
      assertEquals(0, seen("{type: reshape, " + whole + "}").size(), whole);
    }
    assertEquals(0, seen("{type: pool1d, size: 2}").size());
  }

  @Test
  void whatWasOneStepIsWell() {
    assertEquals(
        0, seen("{type: readout, take: mean}, {type: reshape, steps: 3, features: 2}").size());
  }
}
