package dev.unroll.recipe;

import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.data.Split;
import dev.unroll.export.ExportedModel;
import dev.unroll.export.SavedModelWriter;
import dev.unroll.graph.Weights;
import dev.unroll.internal.files.AtomicWrite;
import dev.unroll.internal.json.Json;
import dev.unroll.model.GraphPredictor;
import dev.unroll.model.ModelSpec;
import dev.unroll.train.Checkpoint;
import dev.unroll.train.Evaluation;
import dev.unroll.train.Scores;
import dev.unroll.train.TrainedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Writes the run folder of an imported model. */
record ImportFiles(
    RecipeRun run, ImportedModel model, Optional<Dataset> dataset, ImportFacts facts) {

  /** Writes the folder, whole or not at all. */
  ImportResult write(Path to, Weights weights) throws IOException {
    Recipe recipe = dataset.isPresent() ? run.recipe().withAbsoluteData() : run.recipe();
    Optional<RunResult> scores = dataset.map(data -> scores(data, weights));
    Provenance provenance =
        dataset.isPresent() ? Provenance.of(run, dataset.get()) : Provenance.withoutData(run);
    Map<String, String> files = new LinkedHashMap<>();
    files.put(ModelArchive.RECIPE, Recipes.toYaml(recipe));
    files.put(ModelArchive.PROVENANCE, Json.text(provenance));
    files.put(ImportFacts.FILE, Json.text(facts));
    scores.ifPresent(result -> files.put(ModelArchive.RESULT, Json.text(result)));
    ExportedModel exported =
        new ExportedModel(
            model.spec(),
            model.card(),
            Optional.of(recipe.training()),
            recipe.kernels(),
            new Checkpoint(facts.step(), 0, weights),
            files);
    AtomicWrite.folder(
        to,
        path -> {
          RunFolder folder = new RunFolder(path);
          Files.createDirectories(folder.savedModel());
          SavedModelWriter.writeInto(folder.savedModel(), exported);
          // The optimizer's variables that the file lacks have their initial values there.
          Checkpoint.ofSavedModel(folder.savedModel()).write(folder.checkpoints());
          for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(path.resolve(file.getKey()), file.getValue());
          }
        });
    return new ImportResult(facts, recipe, model.spec(), scores);
  }

  private RunResult scores(Dataset data, Weights weights) {
    ModelSpec spec = model.spec();
    Map<Split, Scores> scores = new EnumMap<>(Split.class);
    try (GraphPredictor predictor = new GraphPredictor(spec, weights)) {
      for (Split split : Split.values()) {
        Sequences part = data.split(split);
        if (!part.isEmpty()) {
          scores.put(split, Evaluation.withOutcomes(predictor, part, data.schema().grouping()));
        }
      }
    }
    Checkpoint state = new Checkpoint(facts.step(), 0, weights);
    TrainedModel trained =
        new TrainedModel(
            spec,
            run.recipe().training(),
            state,
            model.card().loss(),
            run.compute(),
            false,
            scores);
    return RunResult.of(run.recipe(), data, run.seed(), trained, Map.of());
  }
}
