package dev.unroll.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.check.InputException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClassificationReportTest {

  private static final List<String> NAMES = List.of("a", "b", "c", "never");

  @Test
  void scoresByHand() {
    int[] actual = {0, 0, 0, 1, 1, 2};
    int[] predicted = {0, 0, 1, 1, 2, 2};
    ClassificationReport report = ClassificationReport.of(NAMES, actual, predicted);
    assertEquals(4.0 / 6, report.accuracy(), 1e-12);
    assertEquals(
        List.of(List.of(2, 1, 0, 0), List.of(0, 1, 1, 0), List.of(0, 0, 1, 0), List.of(0, 0, 0, 0)),
        report.confusion());
    ClassificationReport.ClassScore a = report.classes().get(0);
    assertEquals(1.0, a.precision());
    assertEquals(2.0 / 3, a.recall(), 1e-12);
    assertEquals(0.8, a.f1(), 1e-12);
    assertEquals(3, a.support());
    ClassificationReport.ClassScore c = report.classes().get(2);
    assertEquals(0.5, c.precision());
    assertEquals(1.0, c.recall());
    // F1 of a, b, c: 0.8, 0.5, 2/3; the class that never occurs is left out of the mean
    assertEquals((0.8 + 0.5 + 2.0 / 3) / 3, report.macroF1(), 1e-12);
  }

  @Test
  void aClassThatOnlyWasPredictedCounts() {
    ClassificationReport report =
        ClassificationReport.of(NAMES, new int[] {0, 0}, new int[] {0, 3});
    assertEquals((2.0 / 3 + 0) / 2, report.macroF1(), 1e-12);
  }

  @Test
  void refusesWhatCannotBeScored() {
    InputException e =
        assertThrows(
            InputException.class, () -> ClassificationReport.of(NAMES, new int[0], new int[0]));
    assertEquals("evaluation: there are no sequences to score", e.getMessage());
    e =
        assertThrows(
            InputException.class,
            () -> ClassificationReport.of(NAMES, new int[] {-1}, new int[] {0}));
    assertEquals("evaluation: sequence 0 has label -1; expected 0 to 3", e.getMessage());
  }
}
