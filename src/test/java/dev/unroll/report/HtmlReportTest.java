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
    Path metrics =
        Files.writeString(
            temp.resolve("metrics.csv"),
            """
            step,loss,learning_rate,train_accuracy,validation_accuracy,test_accuracy,seconds
            0,2.5,0.001,0.1,,0.2,0.5
            500,0.75,0.001,0.6,,0.61,9.5
            """);
    Path file = temp.resolve("report.html");
    new HtmlReport(
            "har-lstm",
            "<script>alert(1)</script> & {{recipe}}",
            simulated,
            Map.of("seed", "7"),
            Map.of(Split.TRAIN, SCORES, Split.TEST, SCORES),
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
  void drawsTheCurvesOfTheMetricsFile() throws IOException {
    String html = write(false);
    int from = html.indexOf("const curves = ") + "const curves = ".length();
    JsonNode curves =
        new ObjectMapper().readTree(html.substring(from, html.indexOf(";\nfunction", from)));
    assertEquals(0.75, curves.get("loss").get(1).asDouble());
    assertEquals(500, curves.get("step").get(1).asInt());
    assertTrue(curves.get("validation_accuracy").get(0).isNull());
  }
}
