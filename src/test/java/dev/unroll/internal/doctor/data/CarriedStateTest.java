package dev.unroll.internal.doctor.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.data.Dataset;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Level;
import java.util.List;
import org.junit.jupiter.api.Test;

class CarriedStateTest {

  private static List<Finding> seen(String state, String... settings) {
    int[] labels = Families.labels(20, 2);
    Dataset data = Dataset.of(Families.waves(labels, 10, 1, 0.3, 1), labels).build();
    String[] all = java.util.Arrays.copyOf(settings, settings.length + 1);
    all[settings.length] =
        "model.layers=[{type: recurrent, cell: {type: gru, units: 4}, state: "
            + state
            + "}, {type: readout}]";
    return Families.findings(new CarriedState(), data, all);
  }

  @Test
  void aStateThatGoesToAnotherSequenceIsAFault() {
    List<Finding> found = seen("carried");
    assertEquals(Level.FAULT, found.get(0).level());
    assertEquals(
        List.of("model.layers.0.state=stateless"), found.get(0).mend().orElseThrow().settings());
  }

  @Test
  void windowsOfOneSequenceMayGoOn() {
    assertEquals(0, seen("stateful", "training.window=5").size());
    assertEquals(0, seen("stateless").size());
    assertEquals(Level.NOTE, seen("stateful").get(0).level());
  }
}
