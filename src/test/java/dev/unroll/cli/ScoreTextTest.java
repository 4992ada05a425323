package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.data.Schema;
import dev.unroll.data.Signal;
import dev.unroll.evaluate.ClassificationReport;
import dev.unroll.train.Scores;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScoreTextTest {

  @Test
  void fewClassesHaveAMatrix() {
    ClassificationReport report =
        ClassificationReport.of(
            List.of("walk", "run", "rare"), new int[] {0, 0, 1}, new int[] {0, 1, 1});
    assertEquals(
        """
        accuracy 66.67 %, balanced 75.00 %, macro F1 0.6667
        test has no example of rare (1 of 3 classes)

        class precision    recall        F1   support
        walk     1.0000    0.5000    0.6667         2
        run      0.5000    1.0000    0.6667         1
        rare     0.0000    0.0000    0.0000         0

        confusion (rows: true class, columns: predicted)
                   0      1      2
        walk       1      1      0
        run        0      1      0
        rare       0      0      0
        """,
        text(report));
  }

  @Test
  void manyClassesHaveTheWorst() {
    int classes = 2000;
    List<String> names = IntStream.range(0, classes).mapToObj(i -> "p" + i).toList();
    int[] actual = IntStream.range(0, 2 * classes).map(i -> i / 2).toArray();
    int[] predicted = actual.clone();
    predicted[1400] = 3;
    predicted[1401] = 3;
    predicted[20] = 11;
    String text = text(ClassificationReport.of(names, actual, predicted));
    assertTrue(text.length() < 5000, "has " + text.length());
    assertTrue(
        text.startsWith(
            """
            accuracy 99.93 %, balanced 99.93 %, macro F1 0.9991

            the 20 classes of least F1 of 2,000; JSON has them all
            class precision    recall        F1   support
            p700     0.0000    0.0000    0.0000         2
            """),
        text);
    assertTrue(
        text.endsWith(
            """
            the 2 worst confusions (true class, predicted)
            p700  p3         2 100.00 %
            p10   p11        1  50.00 %
            """),
        text);
  }

  private static String text(ClassificationReport report) {
    Scores scores = new Scores(report, Optional.empty(), Optional.empty());
    Schema schema =
        Schema.ofClasses(
            List.of(new Signal("x", "")),
            report.classes().stream().map(ClassificationReport.ClassScore::name).toList());
    return ScoreText.of(scores, schema, "test").replace(System.lineSeparator(), "\n");
  }
}
