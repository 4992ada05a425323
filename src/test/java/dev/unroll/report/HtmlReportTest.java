package dev.unroll.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unroll.data.Split;
import dev.unroll.evaluate.ClassificationReport;
import dev.unroll.model.ModelSummary;
import dev.unroll.train.Scores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlReportTest {

  private static final Scores SCORES =
      new Scores(
          ClassificationReport.of(
              List.of("a<b", "c"), new int[] {0, 0, 0, 1}, new int[] {0, 0, 1, 1}),
          Optional.empty(),
          Optional.empty());

  @TempDir Path temp;

  private String write(boolean simulated) throws IOException {
    return write(simulated, SCORES);
  }

  private String write(boolean simulated, Scores scores) throws IOException {
    return write(
        simulated,
        scores,
        """
        step,loss,learning_rate,train_accuracy,validation_accuracy,test_accuracy,seconds
        0,2.5,0.001,0.1,,0.2,0.5
        500,0.75,0.001,0.6,,0.61,9.5
        """);
  }

  private String write(boolean simulated, Scores scores, String rows) throws IOException {
    Path metrics = Files.writeString(temp.resolve("metrics.csv"), rows);
    Path file = temp.resolve("report.html");
    new HtmlReport(
            "har-lstm",
            "<script>alert(1)</script> & {{recipe}}",
            simulated,
            Map.of("seed", "7"),
            Map.of(Split.TRAIN, scores, Split.TEST, scores),
            Map.of(),
            new ModelSummary(List.of()),
            "name: har-lstm")
        .write(file, metrics);
    return Files.readString(file);
  }

  @Test
  void needsNothingElse() throws IOException {
    String html = write(false);
    assertTrue(html.contains("Chart.js v4"), "the script is inside");
    assertFalse(html.matches("(?s).*<(script|link|img)[^>]* (src|href)=.*"));
    assertFalse(html.contains("sourceMappingURL"));
  }

  @Test
  void showsScoresAndConfusion() throws IOException {
    String html = write(false);
    assertTrue(
        html.contains(
            "<tr><td>test</td><td>4</td><td>75.00 %</td><td>83.33 %</td><td>0.7333</td></tr>"));
    assertTrue(html.contains("<tr><td>a&lt;b</td><td>1.0000</td><td>0.6667</td><td>0.8000</td>"));
    assertTrue(html.contains("background:rgba(9,105,218,0.40)\">2</td>"), "2 of 3");
  }

  @Test
  void saysWhichClassesThePartLacks() throws IOException {
    ClassificationReport report =
        ClassificationReport.of(List.of("<rare>", "b"), new int[] {1, 1}, new int[] {1, 0});
    String html = write(false, new Scores(report, Optional.empty(), Optional.empty()));
    assertTrue(html.contains("test has no example of &lt;rare&gt; (1 of 2 classes)."));
    assertFalse(write(false).contains("has no example"));
  }

  @Test
  void staysSmallWithThousandsOfClasses() throws IOException {
    int classes = 3000;
    List<String> names = IntStream.range(0, classes).mapToObj(i -> "person " + i).toList();
    int[] actual = IntStream.range(0, 2 * classes).map(i -> i / 2).toArray();
    int[] predicted = IntStream.of(actual).map(k -> k % 7 == 0 ? (k + 1) % classes : k).toArray();
    ClassificationReport report = ClassificationReport.of(names, actual, predicted);
    String html = write(false, new Scores(report, Optional.of(report), Optional.empty()));
    assertTrue(html.length() < 1_000_000, "has " + html.length());
    assertTrue(html.contains("<p>Those of least F1 among 3,000 classes.</p>"));
    assertTrue(
        html.contains("<tr><td>person 0</td><td>person 1</td><td>2</td><td>100.00 %</td></tr>"));
    assertFalse(html.contains("person 2999"), "which is right");
  }

  @Test
  void takesNoTextForMarkup() throws IOException {
    String html = write(false);
    assertTrue(html.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; {{recipe}}"));
    assertFalse(html.contains("<script>alert(1)"));
  }

  @Test
  void saysThatDataAreSimulated() throws IOException {
    assertTrue(write(true).contains("The data are simulated, not measured."));
    assertFalse(write(false).contains("The data are simulated"));
  }

  @Test
  void drawsSomeRowsOfMany() throws IOException {
    StringBuilder rows = new StringBuilder("step,loss\n");
    for (int step = 0; step < 100_000; step++) {
      rows.append(step).append(',').append(1.0 / (1 + step)).append('\n');
    }
    String html = write(false, SCORES, rows.toString());
    assertTrue(html.length() < 1_000_000, "has " + html.length());
    JsonNode steps = curves(html).get("step");
    assertTrue(steps.size() > 1900 && steps.size() <= 2001, "has " + steps.size());
    assertEquals(99_999, steps.get(steps.size() - 1).asInt(), "the last one is there");
  }

  @Test
  void drawsTheCurvesOfTheMetricsFile() throws IOException {
    JsonNode curves = curves(write(false));
    assertEquals(0.75, curves.get("loss").get(1).asDouble());
    assertEquals(500, curves.get("step").get(1).asInt());
    assertTrue(curves.get("validation_accuracy").get(0).isNull());
  }

  private static JsonNode curves(String html) throws IOException {
    int from = html.indexOf("const curves = ") + "const curves = ".length();
    return new ObjectMapper().readTree(html.substring(from, html.indexOf(";\nfunction", from)));
  }
}
