package dev.unroll.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
  void aClassThatDoesNotOccurIsNoClassOfTheMean() {
    ClassificationReport report =
        ClassificationReport.of(NAMES, new int[] {0, 0}, new int[] {0, 3});
    assertEquals(2.0 / 3, report.macroF1(), 1e-12, "the miss is one of class a");
    assertEquals(0.5, report.balancedAccuracy());
  }

  @Test
  void saysWhichClassesDoNotOccur() {
    ClassificationReport some =
        ClassificationReport.of(NAMES, new int[] {0, 2, 2}, new int[] {0, 3, 2});
    assertEquals(
        "test has no example of b, never (2 of 4 classes)",
        some.absent().orElseThrow().text("test"));
    ClassificationReport all =
        ClassificationReport.of(NAMES, new int[] {0, 1, 2, 3}, new int[] {0, 0, 0, 0});
    assertTrue(all.absent().isEmpty());
    List<String> many = IntStream.range(0, 3000).mapToObj(i -> "c" + i).toList();
    assertEquals(
        "test has no example of c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, ... (2,999 of 3,000"
            + " classes)",
        ClassificationReport.of(many, new int[] {0}, new int[] {0})
            .absent()
            .orElseThrow()
            .text("test"));
  }

  @Test
  void scoresAgreeWithPlainCounting() {
    Random random = new Random(3);
    for (int trial = 0; trial < 300; trial++) {
      int classes = 2 + random.nextInt(6);
      List<String> names = IntStream.range(0, classes).mapToObj(i -> "c" + i).toList();
      int[] actual = random.ints(1 + random.nextInt(30), 0, classes).toArray();
      int[] predicted = random.ints(actual.length, 0, classes).toArray();
      ClassificationReport report = ClassificationReport.of(names, actual, predicted);
      Map<String, Integer> pairs = new HashMap<>();
      double f1Sum = 0;
      double recallSum = 0;
      int occurring = 0;
      for (int k = 0; k < classes; k++) {
        int hits = 0;
        int truths = 0;
        int claims = 0;
        for (int i = 0; i < actual.length; i++) {
          hits += actual[i] == k && predicted[i] == k ? 1 : 0;
          truths += actual[i] == k ? 1 : 0;
          claims += predicted[i] == k ? 1 : 0;
          if (actual[i] == k && predicted[i] != k) {
            pairs.merge("c" + k + "c" + predicted[i], 1, Integer::sum);
          }
        }
        if (truths > 0) {
          double recall = (double) hits / truths;
          double precision = claims == 0 ? 0 : (double) hits / claims;
          f1Sum += hits == 0 ? 0 : 2 * precision * recall / (precision + recall);
          recallSum += recall;
          occurring++;
        }
      }
      assertEquals(f1Sum / occurring, report.macroF1(), 1e-12);
      assertEquals(recallSum / occurring, report.balancedAccuracy(), 1e-12);
      assertEquals(
          classes - occurring, report.absent().map(absent -> absent.names().size()).orElse(0));
      List<Confusion> confusions = report.confusions(100);
      assertEquals(
          pairs,
          confusions.stream()
              .collect(Collectors.toMap(c -> c.actual() + c.predicted(), Confusion::count)));
      for (int i = 1; i < confusions.size(); i++) {
        assertTrue(confusions.get(i - 1).count() >= confusions.get(i).count());
      }
      assertEquals(confusions.subList(0, Math.min(2, confusions.size())), report.confusions(2));
      List<ClassificationReport.ClassScore> worst = report.worstClasses(100);
      assertEquals(occurring, worst.size());
      for (int i = 1; i < worst.size(); i++) {
        assertTrue(worst.get(i - 1).f1() <= worst.get(i).f1());
      }
    }
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
