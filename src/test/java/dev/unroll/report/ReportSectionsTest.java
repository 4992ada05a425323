package dev.unroll.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.data.Signal;
import dev.unroll.data.Split;
import dev.unroll.data.Target;
import dev.unroll.model.ModelSummary;
import dev.unroll.model.Predictions;
import dev.unroll.train.Evaluation;
import dev.unroll.train.Scores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a report shows of the test part, of every kind of task. */
class ReportSectionsTest {

  @TempDir Path temp;

  @Test
  void classesOfGroups() throws IOException {
    Random random = new Random(1);
    float[][][] sequences = new float[60][20][2];
    int[] labels = new int[60];
    int[] groups = new int[60];
    float[] values = new float[120];
    for (int i = 0; i < 60; i++) {
      for (float[] step : sequences[i]) {
        step[0] = (float) random.nextGaussian();
        step[1] = i;
      }
      labels[i] = i % 2;
      groups[i] = i / 10;
      values[2 * i + labels[i]] = 0.8f;
      values[2 * i + 1 - labels[i]] = 0.2f;
    }
    // Subject 3 is worst: half of it is wrong.
    for (int i = 30; i < 35; i++) {
      values[2 * i] = labels[i] == 0 ? 0.1f : 0.9f;
      values[2 * i + 1] = 1 - values[2 * i];
    }
    Dataset dataset =
        Dataset.of(sequences, labels)
            .classNames("<up>", "down")
            .signals(List.of(new Signal("x", "g"), new Signal("y", "rad/s")))
            .groups(groups)
            .grouping("subject")
            .withTest(Dataset.of(sequences, labels).groups(groups))
            .build();
    String html = write(dataset, Predictions.ofSequences(dataset.schema().target(), values));
    assertTrue(
        html.contains("<td>91.67 %<small>"), "an interval stands under the accuracy: " + html);
    assertTrue(html.contains("by bootstrap over 6 subjects (test)"));
    assertTrue(html.contains("<h2>Calibration</h2>"));
    int section = html.indexOf("<h2>By subject</h2>");
    assertTrue(
        html.indexOf("<tr><td>3</td><td>10</td><td>50.00 %</td>", section) > 0, "the worst one");
    assertEquals(5, occurrences(html, "subject 3, sequence 3\\d: is (&lt;up&gt;|down); taken for"));
    assertFalse(html.contains("<up>"), "names are no markup");
    assertTrue(html.contains("<td>&lt;up&gt;</td><td>30</td><td>30</td>"), "class counts");
    assertTrue(html.contains("12 of 60 sequences of the train part, the first of each class"));
    // Two units, two charts, in 5 mistakes and 12 examples.
    assertEquals(2 * 17, occurrences(html, "<span class=\"yname\">(g|rad/s)</span>"));
  }

  @Test
  void classesOfSteps() throws IOException {
    float[][][] sequences = new float[7][30][1];
    int[][] labels = new int[7][30];
    float[] values = new float[7 * 30 * 2];
    for (int i = 0; i < 7; i++) {
      for (int t = 0; t < 30; t++) {
        sequences[i][t][0] = t;
        labels[i][t] = t < 10 ? 0 : 1;
        // The model is late by i steps.
        values[2 * (30 * i + t) + (t < 10 + i ? 0 : 1)] = 1;
      }
    }
    Dataset dataset =
        Dataset.ofSteps(sequences, labels)
            .classNames("before", "after")
            .withTest(Dataset.ofSteps(sequences, labels))
            .build();
    String html = write(dataset, Predictions.of(dataset.schema().target(), split(values, 60)));
    int time = html.indexOf("<h2>Over time</h2>");
    assertTrue(time > 0, html);
    // Of 4 sequences and 6 mistakes: truth and model, with two runs of steps each.
    assertEquals(4 + 6, occurrences(html, "<span class=\"y\">model</span>"));
    assertTrue(html.contains("M0 0H10V1H0z"), "the truth changes after 10 steps");
    assertTrue(html.contains("M0 0H16V1H0z"), "the model after 16");
    assertTrue(html.contains("sequence 6: 6 of 30 steps wrong, loss"));
    assertTrue(html.contains("<h2>By sequence</h2>"));
  }

  @Test
  void forecasts() throws IOException {
    float[][][] sequences = new float[40][5][1];
    float[][] numbers = new float[40][2];
    float[] values = new float[80];
    for (int i = 0; i < 40; i++) {
      for (int t = 0; t < 5; t++) {
        sequences[i][t][0] = i + t;
      }
      numbers[i][0] = i + 6;
      numbers[i][1] = i + 9;
      values[2 * i] = i + 6.5f;
      values[2 * i + 1] = i == 17 ? 100 : i + 9;
    }
    Target target =
        new Target.Numbers(List.of(new Signal("T+1h", "degC"), new Signal("T+4h", "degC")), 0);
    Dataset dataset =
        Dataset.ofNumbers(sequences, numbers)
            .target(target)
            .withTest(Dataset.ofNumbers(sequences, numbers))
            .build();
    String html = write(dataset, Predictions.ofSequences(target, values));
    assertTrue(html.contains("<th>skill over naive</th>"));
    assertTrue(html.contains("<h2>Over time</h2>"));
    assertEquals(2, occurrences(html, "</i>naive forecast</span>"));
    assertTrue(html.contains("<figcaption>T+4h: errors</figcaption>"));
    assertTrue(
        html.contains(
            "sequence 17: T+1h is 23.00, predicted 23.50; T+4h is 26.00, predicted 100.0"));
  }

  @Test
  void framesAreStripsOfImages() throws IOException {
    Random random = new Random(2);
    float[][][] clips = new float[6][10][4 * 5 * 3];
    for (float[][] clip : clips) {
      for (float[] step : clip) {
        for (int k = 0; k < step.length; k++) {
          step[k] = random.nextFloat();
        }
      }
    }
    int[] labels = {0, 1, 0, 1, 0, 1};
    Dataset dataset =
        Dataset.of(clips, labels)
            .signals("red", "green", "blue")
            .frame(4, 5)
            .withTest(Dataset.of(clips, labels))
            .build();
    float[] values = {1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 1};
    String html = write(dataset, Predictions.ofSequences(dataset.schema().target(), values));
    // One mistake and six examples.
    assertEquals(7, occurrences(html, "<img class=\"film\" alt=\"[^\"]+\" src=\"data:image/png"));
  }

  @Test
  void staysSmall() throws IOException {
    Random random = new Random(3);
    float[][][] sequences = new float[50][4000][15];
    for (float[][] sequence : sequences) {
      for (float[] step : sequence) {
        for (int k = 0; k < step.length; k++) {
          step[k] = random.nextFloat();
        }
      }
    }
    int[] labels = IntStream.range(0, 50).map(i -> i % 5).toArray();
    Dataset dataset = Dataset.of(sequences, labels).withTest(Dataset.of(sequences, labels)).build();
    float[] values = new float[250];
    for (int i = 0; i < 50; i++) {
      values[5 * i] = 1;
    }
    String html = write(dataset, Predictions.ofSequences(dataset.schema().target(), values));
    assertTrue(html.length() < 1_500_000, "has " + html.length());
    assertTrue(html.contains("; 12 of 15 signals"));
  }

  private String write(Dataset dataset, Predictions predictions) throws IOException {
    Sequences test = dataset.test();
    Scores scores = Evaluation.withOutcomes(predictions, test, dataset.schema().grouping());
    Path metrics =
        Files.writeString(temp.resolve("metrics.csv"), "step,loss,train_accuracy\n0,2.5,0.1\n");
    Path file = temp.resolve("report.html");
    new HtmlReport(
            "recipe",
            "",
            true,
            Map.of(),
            Map.of(Split.TEST, scores),
            Map.of(),
            new ModelSummary(List.of()),
            "name: recipe",
            Optional.of(dataset))
        .write(file, metrics);
    return Files.readString(file);
  }

  private static List<float[]> split(float[] values, int size) {
    return IntStream.range(0, values.length / size)
        .mapToObj(i -> Arrays.copyOfRange(values, i * size, (i + 1) * size))
        .toList();
  }

  private static int occurrences(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    int count = 0;
    while (matcher.find()) {
      count++;
    }
    return count;
  }
}
