package dev.unroll.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.Unroll;
import dev.unroll.data.Dataset;
import dev.unroll.data.Split;
import dev.unroll.model.Predictor;
import dev.unroll.model.StepPredictor;
import dev.unroll.train.TrainedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The snippets of docs/java.md are code that runs. */
class JavaGuideTest {

  private static final int COUNT = 60;
  private static final int STEPS = 12;

  /** Walking swings more than resting. */
  private final float[][][] recordings = new float[COUNT][STEPS][2];

  private final String[] activities = new String[COUNT];
  private final String[] people = new String[COUNT];
  private final int[][] classes = new int[COUNT][STEPS];
  private final float[] loads = new float[COUNT];
  private final float[][][] weeks = new float[COUNT][STEPS][1];

  JavaGuideTest() {
    Random random = new Random(4);
    for (int i = 0; i < COUNT; i++) {
      boolean walks = i % 2 == 0;
      activities[i] = walks ? "walking" : "resting";
      people[i] = "person " + i / 10;
      for (int t = 0; t < STEPS; t++) {
        recordings[i][t][0] = (float) ((walks ? 2 : 0.3) * random.nextGaussian());
        recordings[i][t][1] = (float) random.nextGaussian();
        classes[i][t] = recordings[i][t][1] > 0 ? 1 : 0;
        weeks[i][t][0] = (float) Math.sin(0.3 * (i + t));
      }
      loads[i] = (float) Math.sin(0.3 * (i + STEPS));
    }
  }

  private Dataset data() {
    return Dataset.of(recordings, activities).splitByShare(0.2, 0.2, 1);
  }

  @Test
  void everySnippetRuns(@TempDir Path temp) throws IOException {
    TrainedModel model = JavaGuide.arrays(recordings, activities);
    assertTrue(model.report(Split.TEST).orElseThrow().headline() > 0.6);
    JavaGuide.predict(model, recordings[0], recordings);
    assertEquals(
        6,
        JavaGuide.groups(recordings, activities, people).train().groups().size()
            + JavaGuide.groups(recordings, activities, people).validation().groups().size()
            + JavaGuide.groups(recordings, activities, people).test().groups().size());
    assertEquals(12, JavaGuide.numbers(weeks, loads).test().size());
    assertEquals(COUNT, JavaGuide.steps(recordings, classes).train().size());
    Path folder = temp.resolve("model");
    Files.createDirectory(folder);
    try (Predictor predictor = JavaGuide.save(model, data(), folder)) {
      assertEquals(model.spec().classNames(), predictor.classNames());
    }
    ExecutorService executor = Executors.newFixedThreadPool(2);
    try {
      JavaGuide.executor(folder, executor, recordings);
    } finally {
      executor.shutdown();
    }
    JavaGuide.stream(folder, recordings[0][0], recordings[0][1]);
    try (StepPredictor predictor = Unroll.loadStepwise(folder)) {
      assertEquals(2000, JavaGuide.streams(predictor, new float[2000]).length);
    }
    JavaGuide.foreign(folder, recordings[0]);
    JavaGuide.others(folder, data(), recordings[0]);
    assertTrue(JavaGuide.stopping(data()).steps() > 0);
    assertTrue(JavaGuide.probe(data()).steps() > 0);
    assertTrue(JavaGuide.compute(data()).compute().deterministic());
    assertTrue(JavaGuide.recipe().steps() > 0);
  }

  @Test
  void thePageShowsEachInFewLines() throws IOException {
    String page = Files.readString(Path.of("docs/java.md"));
    String code = Files.readString(Path.of("src/test/java/dev/unroll/example/JavaGuide.java"));
    Matcher marks =
        Pattern.compile("    // begin (\\w+)\n(.*?)    // end \\1\n", Pattern.DOTALL).matcher(code);
    int snippets = 0;
    while (marks.find()) {
      String snippet = marks.group(2).replaceAll("(?m)^    ", "");
      assertTrue(page.contains("```java\n" + snippet + "```"), "docs/java.md: " + marks.group(1));
      assertTrue(snippet.lines().count() < 15, marks.group(1));
      snippets++;
    }
    assertEquals(snippets, page.split("```java", -1).length - 1);
  }
}
