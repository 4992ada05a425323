package dev.unroll.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.SharedData;
import dev.unroll.data.Dataset;
import dev.unroll.data.Split;
import dev.unroll.evaluate.ClassificationReport;
import dev.unroll.export.ExportedModel;
import dev.unroll.export.SavedModelWriter;
import dev.unroll.load.SavedModelPredictor;
import dev.unroll.model.ModelCard;
import dev.unroll.model.Predictions;
import dev.unroll.model.Predictor;
import dev.unroll.source.har.UciHar;
import dev.unroll.source.ts.Ts;
import dev.unroll.train.TrainedModel;
import dev.unroll.train.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RealDataTest {

  @Test
  void theSavedModelIsTheTrainedOneOnEveryRealTestWindow(@TempDir Path temp) throws IOException {
    Dataset har = UciHar.read(SharedData.har(), temp.resolve("cache"));
    Recipe recipe = Recipes.load("har-bilstm", List.of("training.steps=40"));
    TrainedModel model = new Trainer(recipe.model().forData(har), har, recipe.training(), 1).run();
    Path folder = temp.resolve("model");
    ModelCard card = ModelCard.of("har-bilstm", model.spec(), model.loss(), har);
    SavedModelWriter.write(
        folder,
        new ExportedModel(
            model.spec(), card, Optional.of(recipe.training()), model.state(), Map.of()));

    Predictions trained;
    try (Predictor predictor = model.predictor()) {
      trained = predictor.predict(har.test());
    }
    try (SavedModelPredictor predictor = SavedModelPredictor.load(folder)) {
      Predictions saved = predictor.predict(har.test());
      double most = 0;
      for (int i = 0; i < har.test().size(); i++) {
        for (int k = 0; k < 6; k++) {
          most = Math.max(most, Math.abs(trained.probability(i, k) - saved.probability(i, k)));
        }
      }
      assertTrue(most <= 1e-6, "largest difference " + most);
      ClassificationReport report =
          ClassificationReport.of(har.classNames(), har.test().labels(), saved.classIndices());
      double reported = model.report(Split.TEST).orElseThrow().headline();
      assertEquals(reported, report.accuracy(), 2.0 / har.test().size());
      assertTrue(report.accuracy() > 0.4, "it has begun to learn: " + report.accuracy());
    }
  }

  /** Speakers by vowels of 7 to 29 steps: a readout of the padded end is right by 13 %. */
  @Test
  void recurrentRecipesReadSequencesOfDifferentLengthToTheirEnds() throws IOException {
    Dataset vowels = new Ts().read(SharedData.archive("JapaneseVowels").toString());
    for (String name : List.of("har-gru", "har-bilstm", "blog-bilstm")) {
      Recipe recipe =
          Recipes.load(
              name,
              List.of("training.epochs=40", "training.steps=0", "training.learningRate=0.006"));
      TrainedModel model =
          new Trainer(recipe.model().forData(vowels), vowels, recipe.training(), 1).run();
      double accuracy = model.report(Split.TEST).orElseThrow().headline();
      assertTrue(accuracy > 0.93, name + ": " + accuracy);
    }
  }
}
