package dev.unroll.internal.doctor.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.data.Dataset;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Level;
import java.util.List;
import org.junit.jupiter.api.Test;

class BottleneckTest {

  private static List<Finding> seen(int classes, int steps, String layers) {
    int[] labels = Families.labels(400, classes);
    Dataset data = Dataset.of(Families.waves(labels, steps, 2, 0.3, 1), labels).build();
    return Families.findings(new Bottleneck(), data, "model.layers=[" + layers + "]");
  }

  @Test
  void oneUnitBeforeThreeClassesIsAFault() {
    List<Finding> found =
        seen(
            3,
            20,
            "{type: recurrent, cell: {type: basic-lstm, units: 1}}, {type: readout},"
                + " {type: activation, function: relu}");
    assertEquals(Level.FAULT, found.get(0).level());
    assertEquals(
        List.of("model.layers.0.cell.units=32"), found.get(0).mend().orElseThrow().settings());
  }

  @Test
  void oneRecurrentUnitIsSuspectBeforeTwoClasses() {
    assertEquals(
        Level.SUSPECT,
        seen(2, 20, "{type: recurrent, cell: {type: gru, units: 1}}, {type: readout}")
            .get(0)
            .level());
  }

  @Test
  void stepsThatArePooledAwayAreAFault() {
    List<Finding> found =
        seen(
            2,
            16,
            "{type: pool1d, size: 16}, {type: recurrent, cell: {type: gru, units: 8}},"
                + " {type: readout}");
    assertEquals(Level.FAULT, found.get(0).level());
    assertEquals(
        "1 of 16 steps is left where the layer 'recurrent' begins", found.get(0).evidence());
    assertEquals(List.of("model.layers.0.size=2"), found.get(0).mend().orElseThrow().settings());
  }

  @Test
  void usualNetworksAreWell() {
    assertEquals(
        0, seen(6, 64, "{type: recurrent, cell: {type: gru, units: 8}}, {type: readout}").size());
    assertEquals(
        0,
        seen(
                2,
                64,
                "{type: conv1d, filters: 8, kernelSize: 5}, {type: pool1d, size: 4},"
                    + " {type: recurrent, cell: {type: gru, units: 8}}, {type: readout}")
            .size());
    assertEquals(
        0,
        seen(
                2,
                64,
                "{type: recurrent, cell: {type: gru, units: 8}}, {type: readout},"
                    + " {type: dense, units: 1}")
            .size());
  }

  @Test
  void moreWeightsThanNumbersAreANote() {
    List<Finding> found =
        seen(2, 4, "{type: recurrent, cell: {type: gru, units: 64}}, {type: readout}");
    assertEquals(Level.NOTE, found.get(0).level());
  }

  @Test
  void aReluOfNoMoreUnitsThanClassesRightBeforeTheyAreToldIsSuspect() {
    String before = "{type: recurrent, cell: {type: gru, units: 8}}, {type: readout}, ";
    List<Finding> found =
        seen(
            3,
            64,
            before + "{type: dense, units: 3, activation: relu}," + " {type: dropout, rate: 0.1}");
    assertEquals(Level.SUSPECT, found.get(0).level());
    assertEquals(
        List.of("model.layers.2.activation=linear"), found.get(0).mend().orElseThrow().settings());
    found = seen(3, 64, before + "{type: dense, units: 2}, {type: activation, function: relu}");
    assertEquals(
        List.of("model.layers.3.function=linear"), found.get(0).mend().orElseThrow().settings());
  }

  @Test
  void widerOrEarlierRelusAreWell() {
    String before = "{type: recurrent, cell: {type: gru, units: 8}}, {type: readout}, ";
    for (String layers :
        List.of(
            "{type: dense, units: 4, activation: relu}",
            "{type: dense, units: 3}",
            "{type: dense, units: 3, activation: relu}, {type: dense, units: 8}")) {
      assertEquals(0, seen(3, 64, before + layers).size(), layers);
    }
  }

  @Test
  void oneUnitInEachDirectionIsSuspect() {
    List<Finding> found =
        seen(
            3,
            64,
            "{type: recurrent, cell: {type: gru, units: 1}, bidirectional: true},"
                + " {type: readout, take: both-ends}");
    assertEquals(Level.SUSPECT, found.get(0).level());
    assertEquals(
        "the layer 'recurrent' has 1 unit in each direction, and 3 classes are told by it",
        found.get(0).evidence());
  }

  @Test
  void whatIsAsNarrowAsItsInputIsWell() {
    int[] labels = Families.labels(400, 3);
    Dataset data = Dataset.of(Families.waves(labels, 64, 1, 0.3, 1), labels).build();
    for (String first : List.of("{type: dropout, rate: 0.1}", "{type: pool1d, size: 2}")) {
      assertEquals(
          0,
          Families.findings(
                  new Bottleneck(),
                  data,
                  "model.layers=["
                      + first
                      + ", {type: recurrent, cell: {type: gru, units: 8}}, {type: readout}]")
              .size(),
          first);
    }
  }
}
