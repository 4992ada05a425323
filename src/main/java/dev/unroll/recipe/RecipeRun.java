package dev.unroll.recipe;

import static dev.unroll.check.Check.that;

import dev.unroll.check.Choice;
import dev.unroll.check.InputException;
import dev.unroll.data.Dataset;
import dev.unroll.data.Fingerprint;
import dev.unroll.data.Split;
import dev.unroll.evaluate.Outcomes;
import dev.unroll.export.ExportedModel;
import dev.unroll.export.SavedModelWriter;
import dev.unroll.graph.Compute;
import dev.unroll.internal.files.AtomicWrite;
import dev.unroll.internal.json.Json;
import dev.unroll.model.InputSpec;
import dev.unroll.model.ModelCard;
import dev.unroll.model.ModelSpec;
import dev.unroll.model.ModelSummary;
import dev.unroll.report.HtmlReport;
import dev.unroll.train.Checkpoint;
import dev.unroll.train.Probe;
import dev.unroll.train.Scores;
import dev.unroll.train.StopRequest;
import dev.unroll.train.TrainedModel;
import dev.unroll.train.Trainer;
import dev.unroll.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.TensorFlow;

/**
 * A recipe with a seed, about to run into a folder.
 *
 * @param recipe what to run
 * @param seed decides initial weights, order of batches and held-out subjects
 * @param compute how
 * @param probe what to look at inside, for the event file and listeners
 * @param version of Unroll, for the provenance
 */
public record RecipeRun(
    Recipe recipe, long seed, Compute compute, Optional<Probe> probe, String version) {

  /** What a report says where predictions are not kept. */
  static final String NOT_KEPT = "not kept for comparisons: they would take more than 5 MB";

  public RecipeRun {
    compute = recipe.on(compute);
  }

  /** A run that nothing looks into. */
  public RecipeRun(Recipe recipe, long seed, Compute compute, String version) {
    this(recipe, seed, compute, Optional.empty(), version);
  }

  /** The dataset that the recipe asks for, its validation subjects held out. */
  public Dataset loadData() throws IOException {
    return recipe.data().load().holdOutGroups(recipe.data().validationSubjects(), seed);
  }

  /**
   * Trains and writes everything. A run that fails before its first checkpoint leaves nothing
   * behind; one whose loss or gradients are no longer finite leaves the last good weights and
   * {@code stopped.json}.
   *
   * @param dataset from {@link #loadData()}
   * @param folder made for this run, or that of the run to resume
   * @param resume whether to go on from the folder's checkpoint
   */
  public RunResult run(
      Dataset dataset,
      RunFolder folder,
      boolean resume,
      StopRequest stop,
      List<TrainingListener> listeners)
      throws IOException {
    boolean finished = false;
    try {
      ModelSpec spec = resume ? resumed(folder, dataset) : recipe.model().forData(dataset);
      Trainer trainer =
          new Trainer(spec, dataset, recipe.training(), seed).on(compute).stopOn(stop);
      if (resume) {
        requireSameData(folder, dataset);
        if (Checkpoint.isIn(folder.checkpoints())) {
          trainer.resume(folder.checkpoints());
        }
      }
      probe.ifPresent(trainer::probe);
      RunFiles files = new RunFiles(folder, this, dataset, spec.task().metric());
      trainer.listen(files);
      listeners.forEach(trainer::listen);
      TrainedModel model = trained(trainer, files);
      Map<Split, Scores> ridge = Baselines.ridge(dataset);
      RunResult result = RunResult.of(recipe, dataset, seed, model, ridge);
      ExportedModel exported =
          new ExportedModel(
              spec,
              ModelCard.of(recipe.name(), spec, model.loss(), dataset),
              Optional.of(recipe.training()),
              compute.chosenKernels(),
              model.exported(),
              Map.of(
                  ModelArchive.RECIPE,
                  Recipes.toYaml(recipe),
                  ModelArchive.PROVENANCE,
                  Files.readString(folder.provenance()),
                  ModelArchive.RESULT,
                  Json.text(result)));
      AtomicWrite.replaceFolder(
          folder.savedModel(), path -> SavedModelWriter.writeInto(path, exported));
      boolean kept = keepPredictions(folder, model.scores());
      report(dataset, model, ridge, kept).write(folder.report(), folder.metrics());
      AtomicWrite.text(folder.result(), Json.text(result));
      finished = true;
      return result;
    } catch (IOException e) {
      throw AtomicWrite.named(folder.path(), e);
    } finally {
      if (!finished && !resume) {
        folder.deleteIfEmptyHanded();
      }
    }
  }

  private static TrainedModel trained(Trainer trainer, RunFiles files) throws IOException {
    try {
      return trainer.run();
    } catch (InputException e) {
      throw files.located(e);
    }
  }

  private HtmlReport report(
      Dataset dataset, TrainedModel model, Map<Split, Scores> ridge, boolean kept) {
    String ended = ended(model.interrupted(), model.stoppedEarly(), model.bestStep());
    Map<String, String> facts = facts(dataset, model.steps() + ended, model.seconds());
    if (!kept) {
      facts.put("predictions", NOT_KEPT);
    }
    return report(dataset, facts, model.spec(), model.scores(), baselines(ridge));
  }

  static Map<String, String> facts(Dataset dataset, String steps, double seconds) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("data", dataset.title());
    facts.put("steps", steps);
    facts.put("seconds", String.format(Locale.ROOT, "%.1f", seconds));
    return facts;
  }

  static Map<String, Scores> baselines(Map<Split, Scores> ridge) {
    Map<String, Scores> baselines = new LinkedHashMap<>();
    ridge.forEach((split, scores) -> baselines.put(split.label() + ", ridge regression", scores));
    return baselines;
  }

  /** Keeps what was predicted of the part that the report shows; says whether it did. */
  static boolean keepPredictions(RunFolder folder, Map<Split, Scores> scores) throws IOException {
    Optional<Outcomes> outcomes =
        HtmlReport.shown(scores).flatMap(split -> scores.get(split).outcomes());
    return outcomes.isEmpty() || PredictionsFile.write(folder.predictions(), outcomes.get());
  }

  /** What there is to say of the number of steps. */
  static String ended(boolean interrupted, boolean stoppedEarly, Optional<Long> bestStep) {
    String best = bestStep.map(step -> "; the model is that after " + step + " steps").orElse("");
    return (interrupted ? ", ended early on request" : "")
        + (stoppedEarly ? ", stopped early" : "")
        + best;
  }

  /** A report of this recipe and seed. */
  HtmlReport report(
      Dataset dataset,
      Map<String, String> facts,
      ModelSpec model,
      Map<Split, Scores> scores,
      Map<String, Scores> baselines) {
    ModelSummary summary = ModelSummary.of(model, compute.chosenKernels());
    Map<String, String> all = new LinkedHashMap<>(facts);
    all.put("seed", Long.toString(seed));
    all.put("parameters", Long.toString(summary.parameters()));
    all.put("versions", "Unroll " + version + ", TensorFlow " + TensorFlow.version());
    return new HtmlReport(
        recipe.name(),
        recipe.description(),
        dataset.simulated(),
        all,
        scores,
        baselines,
        summary,
        Recipes.toYaml(recipe),
        Optional.of(dataset));
  }

  /** An imported model keeps the statistics that came with it. */
  private ModelSpec resumed(RunFolder folder, Dataset dataset) throws IOException {
    if (!Files.isRegularFile(folder.path().resolve(ImportFacts.FILE))) {
      return recipe.model().forData(dataset);
    }
    ModelCard card = ModelCard.read(folder.savedModel());
    return recipe
        .model()
        .fitted(InputSpec.of(dataset), dataset.schema().target(), card.normalizer(), card.scale());
  }

  private static void requireSameData(RunFolder folder, Dataset dataset) throws IOException {
    Provenance begun = Provenance.read(folder.provenance());
    that(
        !begun.dataSha256().isEmpty(),
        "%s: the model was imported without data; import it with %s to train it further",
        folder.path(),
        Choice.DATA);
    that(
        begun.dataSha256().equals(Fingerprint.of(dataset)),
        "%s: the run began on other data ('%s'); resume it with the same %s and"
            + " data.validationSubjects",
        folder.path(),
        begun.data(),
        Choice.DATA);
  }
}
