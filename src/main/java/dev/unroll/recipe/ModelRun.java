package dev.unroll.recipe;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.check.Choice;
import dev.unroll.check.InputException;
import dev.unroll.data.Dataset;
import dev.unroll.internal.files.AtomicWrite;
import dev.unroll.internal.json.Json;
import dev.unroll.load.LoadedModel;
import dev.unroll.load.SignatureModel;
import dev.unroll.load.StepPath;
import dev.unroll.model.InputSpec;
import dev.unroll.model.ModelDesign;
import dev.unroll.model.Predictor;
import dev.unroll.train.MetricsFile;
import dev.unroll.train.ModelTrainer;
import dev.unroll.train.StopRequest;
import dev.unroll.train.TrainingListener;
import dev.unroll.train.TrainingSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A loaded model, about to be trained further by a signature of its own, into a run folder of
 * {@code metrics.csv}, {@code provenance.json}, {@code savedmodel/1/} and, last of all, {@code
 * result.json}. Its state is kept in {@code savedmodel/1/} as {@link TrainingSpec#checkpoints} say,
 * or the best where it is to stop early. A run whose loss is no longer finite has {@code
 * stopped.json} instead of a result.
 *
 * @param model closed by the caller
 * @param path its training step
 * @param training sizes and order of batches, steps, learning rate
 * @param origin of the run
 */
public record ModelRun(LoadedModel model, StepPath path, TrainingSpec training, Provenance origin) {

  /** Settings of a recipe that are outside a model's graph. */
  private static final Pattern OUTSIDE =
      Pattern.compile(
          "training\\.(batchSize|order|epochs|steps|displayEvery|learningRate|schedule|augment|mixup"
              + "|accumulate|averageWeights|earlyStopping|checkpoints)"
              + "\\b.*");

  /**
   * The training settings of a model: those of its recipe where it has one, else the defaults.
   *
   * @param overrides such as {@code training.learningRate=0.003}
   * @throws dev.unroll.check.InputException where one is wrong, or inside the model's graph
   */
  public static TrainingSpec training(LoadedModel model, List<String> overrides) {
    for (String override : overrides) {
      that(
          OUTSIDE.matcher(override).matches(),
          "%s '%s': the model's graph is as it was made; what it trains by has training.batchSize,"
              + " order, epochs, steps, displayEvery, learningRate, schedule, augment, earlyStopping"
              + " and checkpoints only",
          Choice.SETTING,
          override);
    }
    return model
        .recipe()
        .map(file -> Recipes.load(file.toString(), overrides).training())
        .orElseGet(() -> Recipes.training(overrides));
  }

  /**
   * Trains and writes everything; a run that fails leaves nothing behind, unless its loss is no
   * longer finite.
   *
   * @param predictor of the same model, where it predicts
   * @param folder made for this run
   */
  public ModelRunResult run(
      Dataset dataset,
      Optional<Predictor> predictor,
      RunFolder folder,
      StopRequest stop,
      List<TrainingListener> listeners)
      throws IOException {
    boolean finished = false;
    StopNotes notes = new StopNotes(folder);
    try {
      SignatureModel stepped =
          new SignatureModel(model, path, dataset.schema().target(), predictor);
      InputSpec input = path.input(dataset);
      if (model.recipe().isPresent()) {
        requireOwnLengths(Recipes.of(model.recipe().get()).model(), input);
      }
      MetricsFile metrics = new MetricsFile(folder.metrics(), dataset.schema().target().metric());
      List<TrainingListener> all = new ArrayList<>(List.of(new Files(metrics), notes));
      all.addAll(listeners);
      ModelTrainer trainer = new ModelTrainer(input, dataset, training, origin.seed(), stop, all);
      checkSizes(trainer);
      origin.write(folder.provenance());
      Keeper keeper = new Keeper(stepped, folder.savedModel());
      // A saver that does not work is found before the steps, not after them.
      keeper.keep();
      ModelTrainer.Outcome outcome = trainer.run(stepped, stepped.globalStep(), keeper);
      if (training.earlyStopping().isEmpty()) {
        keeper.keep();
      }
      ModelRunResult result =
          ModelRunResult.of(
              model.path().toString(), path.signature(), dataset, origin.seed(), outcome);
      RecipeRun.keepPredictions(folder, outcome.after());
      AtomicWrite.text(folder.result(), Json.text(result));
      finished = true;
      return result;
    } catch (InputException e) {
      throw notes.located(e, folder.savedModel());
    } catch (IOException e) {
      throw AtomicWrite.named(folder.path(), e);
    } finally {
      if (!finished && !notes.taken()) {
        AtomicWrite.delete(folder.path());
      }
    }
  }

  /** Keeps the variables in a SavedModel. */
  private record Keeper(SignatureModel model, Path savedModel) implements ModelTrainer.Keeper {
    @Override
    public void keep() throws IOException {
      AtomicWrite.replaceFolder(savedModel, model::writeInto);
    }

    @Override
    public void restore() throws IOException {
      model.restore(savedModel);
    }
  }

  /** The layers of a SavedModel stay as they are, so that its readout cannot be set. */
  private void requireOwnLengths(ModelDesign design, InputSpec input) {
    that(
        !input.variableLength() || !ModelDesign.readsPadding(design.layers()),
        "%s: the model's readout takes the last step of the padded batch, but sequences differ in"
            + " length, and shorter ones have zeros there; its graph is as it was made: give %s of"
            + " sequences of as many steps each, or train its %s anew with take: last-valid",
        model.path(),
        Choice.DATA,
        Choice.RECIPE);
  }

  private void checkSizes(ModelTrainer trainer) {
    int rows = path.batch();
    if (rows > 0 && (rows != training.batchSize() || !trainer.sameSize())) {
      throw failure(
          "the training step takes batches of %d sequences (%s); it needs each %s of"
              + " training.batchSize=%d and training.order=sequential",
          rows, path.describe(), Choice.SETTING, rows);
    }
  }

  /** Begins the metrics once all is ready. */
  private record Files(MetricsFile metrics) implements TrainingListener {
    @Override
    public void started(long first, long steps) throws IOException {
      metrics.begin(0);
    }

    @Override
    public void progressed(Progress progress) throws IOException {
      metrics.progressed(progress);
    }
  }
}
