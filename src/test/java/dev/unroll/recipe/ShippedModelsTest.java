package dev.unroll.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unroll.SharedData;
import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.evaluate.ClassificationReport;
import dev.unroll.export.ExportedModel;
import dev.unroll.load.SavedModelPredictor;
import dev.unroll.model.GraphPredictor;
import dev.unroll.model.ModelCard;
import dev.unroll.model.Predictions;
import dev.unroll.model.Predictor;
import dev.unroll.source.DataSpec;
import dev.unroll.train.Evaluation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The models that the project ships are whole, and score what they say. */
class ShippedModelsTest {

  private static final Path FOLDER = Path.of("savedmodels");

  @ParameterizedTest
  @ValueSource(strings = {"har-lstm", "ais-crnn", "burst-lstm", "frames-lstm", "climate-crnn"})
  void theRecipeInsideBuildsTheGraphThatItHolds(String name) throws IOException {
    Path folder = FOLDER.resolve(name);
    ExportedModel model = ModelArchive.read(folder, Optional.empty());
    assertEquals(name, model.card().recipe());
    try (SavedModelPredictor saved = SavedModelPredictor.load(folder);
        Predictor built = new GraphPredictor(model.spec(), model.state().weights())) {
      Sequences some = sequences(saved);
      Predictions expected = saved.predict(some);
      Predictions found = built.predict(some);
      for (int row = 0; row < expected.rows(); row++) {
        for (int k = 0; k < expected.classNames().size(); k++) {
          assertEquals(expected.value(row, k), found.value(row, k), 1e-5);
        }
      }
    }
  }

  private static Sequences sequences(Predictor predictor) {
    int steps = predictor.input().steps();
    int features = predictor.input().features();
    float[] values = new float[3 * steps * features];
    Random random = new Random(1);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Sequences.ofSteps(values, steps, features, new int[3], new int[3]);
  }

  @ParameterizedTest
  @CsvSource({"burst-lstm, burst", "frames-lstm, moving-shapes"})
  void scoresWhatItSaysOnSimulatedData(String name, String data) throws IOException {
    assertScore(name, DataSpec.parse(data).load());
  }

  @Test
  void scoresWhatItSaysOnRealWindows() throws IOException {
    assertScore("har-lstm", DataSpec.parse("har:" + SharedData.har()).load());
  }

  private static void assertScore(String name, Dataset dataset) throws IOException {
    Path folder = FOLDER.resolve(name);
    Path file = folder.resolve("1").resolve(ModelCard.EXTRA).resolve(ModelArchive.RESULT);
    double said = new ObjectMapper().readTree(file.toFile()).at("/test/accuracy").asDouble();
    try (SavedModelPredictor predictor = SavedModelPredictor.load(folder)) {
      ClassificationReport report =
          (ClassificationReport) Evaluation.of(predictor, dataset.test()).report();
      // Processors round differently: two rows may fall to either side.
      assertEquals(said, report.accuracy(), Math.max(1e-3, 2.0 / report.count()));
      assertTrue(report.accuracy() > 0.95, "it has learnt: " + report.accuracy());
    }
  }
}
