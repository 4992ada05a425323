package dev.unroll.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import dev.unroll.evaluate.ScoreKind;
import dev.unroll.graph.Compute;
import dev.unroll.report.ComparisonReport;
import dev.unroll.train.StopRequest;
import dev.unroll.train.ToyData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunComparisonTest {

  @TempDir static Path runs;
  @TempDir Path temp;

  @BeforeAll
  static void train() throws IOException {
    train("short", 1, 0.001);
    train("long", 200, 0.03);
  }

  private static void train(String name, int steps, double rate) throws IOException {
    RecipeRun run =
        new RecipeRun(
            Recipes.load(
                "motion-lstm",
                List.of(
                    "training.steps=" + steps,
                    "training.learningRate=" + rate,
                    "training.displayEvery=50",
                    "model.layers.0.cell.units=4",
                    "data.validationSubjects=0")),
            1,
            Compute.standard().withDeterminism(),
            "test");
    RunFolder folder = RunFolder.create(runs.resolve(name));
    run.run(ToyData.make(), folder, false, new StopRequest(), List.of());
  }

  private static Path shortRun() {
    return runs.resolve("short");
  }

  private static Path longRun() {
    return runs.resolve("long");
  }

  /** A copy of a run's small files, to be changed. */
  private Path copy(Path run) throws IOException {
    Path copy = Files.createDirectory(temp.resolve("copy"));
    for (String name :
        List.of("result.json", "recipe.yaml", "metrics.csv", "predictions.csv", "report.html")) {
      Files.copy(run.resolve(name), copy.resolve(name));
    }
    return copy;
  }

  @Test
  void tellsADifferenceThatIsMoreThanNoise() throws IOException {
    ComparisonReport comparison = RunComparison.of(List.of(shortRun(), longRun()));
    ComparisonReport.Run better = comparison.runs().get(1);
    assertTrue(better.scores().get(ScoreKind.ACCURACY) > 0.9, better.scores().toString());
    assertEquals("12 subjects", better.intervals().orElseThrow().over());
    ComparisonReport.Difference difference = comparison.differences().get(0);
    assertEquals("", difference.reason());
    String words = ComparisonReport.text(difference.differences().get(0), "");
    assertTrue(
        words.matches("\\+\\d+\\.\\d\\d points \\(\\d+\\.\\d+ to \\d+\\.\\d+\\), better"), words);
  }

  @Test
  void writesOnePage() throws IOException {
    Path page = temp.resolve("comparison.html");
    RunComparison.of(List.of(longRun(), shortRun())).write(page);
    String html = Files.readString(page);
    assertTrue(html.contains("<td>training.learningRate</td><td>0.03</td><td>0.001</td>"), html);
    assertFalse(html.contains("<td>model.layers.0.cell.units</td>"), "which is the same");
    assertTrue(html.contains(", worse</td>"), html);
    assertTrue(html.contains("<figcaption>Loss of the batch, penalty included</figcaption>"));
    assertTrue(html.contains("<figcaption>Accuracy, test</figcaption>"));
    assertFalse(html.matches("(?s).*<(script|link|img)[^>]* (src|href)=.*"), "needs nothing else");
  }

  @Test
  void saysWhatARunLacks() throws IOException {
    Path copy = copy(longRun());
    Files.delete(copy.resolve("predictions.csv"));
    Files.delete(copy.resolve("metrics.csv"));
    Files.delete(copy.resolve("recipe.yaml"));
    ComparisonReport comparison = RunComparison.of(List.of(shortRun(), copy));
    ComparisonReport.Run bare = comparison.runs().get(1);
    assertEquals(3, bare.notes().size(), bare.notes().toString());
    assertTrue(bare.notes().get(0).startsWith("has kept no predictions"), bare.notes().get(0));
    assertTrue(bare.intervals().isPresent(), "by its result.json");
    assertEquals(copy + " has kept no predictions", comparison.differences().get(0).reason());
    Path page = temp.resolve("comparison.html");
    comparison.write(page);
    assertTrue(Files.readString(page).contains("cannot be paired: "));
    assertTrue(Files.readString(page).contains("has no recipe.yaml, and so no settings."));
  }

  @Test
  void pairsNothingButTheSameSequences() throws IOException {
    Path copy = copy(longRun());
    Path predictions = copy.resolve("predictions.csv");
    String text = Files.readString(predictions);
    Files.writeString(predictions, text.replaceFirst("\n0,", "\nother,"));
    assertEquals(
        "they were scored on different sequences",
        RunComparison.of(List.of(shortRun(), copy)).differences().get(0).reason());
    Files.writeString(
        predictions, text.replaceFirst("p_above", "p_beyond").replace(",above,", ",beyond,"));
    assertEquals(
        "they predict different things",
        RunComparison.of(List.of(shortRun(), copy)).differences().get(0).reason());
  }

  @Test
  void refusesWhatIsNoRun() throws IOException {
    assertRefused("no such run folder", temp.resolve("nowhere"));
    assertRefused("not a run folder: expected result.json in it", temp);
    Path copy = copy(longRun());
    Files.delete(copy.resolve("result.json"));
    assertRefused("the run has not ended: there is no result.json in it", copy);
    Files.writeString(copy.resolve("result.json"), "{");
    assertRefused("result.json: not JSON", copy);
    assertRefused("the run is given twice", shortRun());
  }

  private static void assertRefused(String words, Path run) {
    InputException e =
        assertThrows(InputException.class, () -> RunComparison.of(List.of(shortRun(), run)));
    assertTrue(e.getMessage().contains(words), e.getMessage());
  }

  @Test
  void aRunFolderThatIsNoneOfARecipeHasNoReport() throws IOException {
    Path copy = copy(longRun());
    RunReport report = new RunReport(new RunFolder(copy), List.of(), "test");
    InputException e =
        assertThrows(InputException.class, () -> report.write(temp.resolve("report.html")));
    assertTrue(e.getMessage().contains("there is no provenance.json"), e.getMessage());
  }
}
