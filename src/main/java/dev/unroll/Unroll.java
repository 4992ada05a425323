package dev.unroll;

import dev.unroll.data.DataSource;
import dev.unroll.data.Dataset;
import dev.unroll.export.ExportedModel;
import dev.unroll.export.SavedModelWriter;
import dev.unroll.graph.Compute;
import dev.unroll.load.LoadedModel;
import dev.unroll.load.SavedDesign;
import dev.unroll.load.SavedModelPredictor;
import dev.unroll.model.ModelCard;
import dev.unroll.model.ModelDesign;
import dev.unroll.model.Predictor;
import dev.unroll.model.StepPredictor;
import dev.unroll.recipe.Recipe;
import dev.unroll.recipe.Recipes;
import dev.unroll.source.DataSpec;
import dev.unroll.train.TrainedModel;
import dev.unroll.train.Trainer;
import dev.unroll.train.TrainingSpec;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a program begins: data, a model, a training, predictions. Each method is a short way to a
 * class of its own, whose other methods go further.
 *
 * <pre>{@code
 * Dataset data = Dataset.of(recordings, classes).splitByShare(0.1, 0.2, 1);
 * TrainedModel model = Unroll.train(Models.lstm(32), data, TrainingSpec.adam(0.005, 20));
 * Unroll.save(model, data, Path.of("model/1"));
 * try (Predictor predictor = Unroll.load(Path.of("model"))) {
 *   System.out.println(predictor.predict(recording).className());
 * }
 * }</pre>
 *
 * <p>Safe for any number of threads.
 */
public final class Unroll {

  private static final long SEED = 1;

  private Unroll() {}

  /**
   * Reads or makes data by a kind and a path; those in arrays need {@link Dataset} alone.
   *
   * @param spec such as {@code motion}, {@code har:PATH} or {@code csv:FILE}
   * @throws dev.unroll.check.InputException where they are missing or wrong
   */
  public static Dataset data(String spec) throws IOException {
    return DataSpec.parse(spec).load();
  }

  /**
   * Reads or makes data by a reader with settings of its own.
   *
   * @param path what follows the colon of a specification; empty where nothing does
   * @throws dev.unroll.check.InputException where they are missing or wrong
   */
  public static Dataset data(DataSource reader, String path) throws IOException {
    return reader.read(path);
  }

  /**
   * A recipe by its name or file.
   *
   * @param changes such as {@code training.learningRate=0.003}
   * @throws dev.unroll.check.InputException where there is none, or it or a change is wrong
   */
  public static Recipe recipe(String nameOrFile, String... changes) {
    return Recipes.load(nameOrFile, List.of(changes));
  }

  /** Trains a model as a recipe does that says nothing of its training. */
  public static TrainedModel train(ModelDesign design, Dataset data) {
    return train(design, data, TrainingSpec.defaults());
  }

  /**
   * Trains a model to the end, silently, with seed 1.
   *
   * @throws dev.unroll.check.InputException where model, data and training do not fit together, or
   *     the loss is no longer finite
   */
  public static TrainedModel train(ModelDesign design, Dataset data, TrainingSpec training) {
    return Trainer.train(design, data, training, SEED);
  }

  /**
   * A training about to run, to which listeners, a probe or a device can be given.
   *
   * @param seed decides initial weights and the order of batches
   */
  public static Trainer trainer(
      ModelDesign design, Dataset data, TrainingSpec training, long seed) {
    return new Trainer(design.forData(data), data, training, seed);
  }

  /**
   * Writes a model as a SavedModel, whole or not at all: for {@link #load}, Python and servers, and
   * to be trained further.
   *
   * @param data that it was trained on: names of features and classes are theirs
   * @param folder must not exist; servers want a number as its name
   */
  public static void save(TrainedModel model, Dataset data, Path folder) throws IOException {
    SavedModelWriter.write(
        folder,
        new ExportedModel(
            model.spec(),
            ModelCard.of(data.name(), model.spec(), model.loss(), data),
            Optional.of(model.training()),
            model.compute().chosenKernels(),
            model.exported(),
            Map.of()));
  }

  /**
   * A predictor of a model that Unroll wrote; the caller closes it.
   *
   * @param path a run folder, a SavedModel folder, a folder of its versions, or a zip of one
   * @throws dev.unroll.check.InputException where it is missing, damaged or not one of Unroll's
   */
  public static Predictor load(Path path) throws IOException {
    return SavedModelPredictor.load(path);
  }

  /**
   * A predictor of a model in a jar or on the class path; the caller closes it.
   *
   * @param resource a folder as above, or a zip of one: {@code Program.class.getResource("/m.zip")}
   * @throws dev.unroll.check.InputException where it is damaged or not one of Unroll's
   */
  public static Predictor load(URL resource) throws IOException {
    return SavedModelPredictor.load(resource);
  }

  /**
   * A predictor that takes sequences step by step, of a model that Unroll wrote; the caller closes
   * it.
   *
   * @throws dev.unroll.check.InputException as {@link #load(Path)}, or where a layer needs more
   *     than one step at a time
   */
  public static StepPredictor loadStepwise(Path path) throws IOException {
    SavedDesign saved = SavedDesign.read(path);
    return new StepPredictor(saved.spec(), saved.weights());
  }

  /**
   * A model whoever made it, for {@link LoadedModel#run}: a SavedModel or a frozen GraphDef; the
   * caller closes it.
   *
   * @throws dev.unroll.check.InputException where it is missing or damaged, or its operations reach
   *     beyond numbers
   */
  public static LoadedModel open(Path path) throws IOException {
    return LoadedModel.load(path, false, Compute.standard());
  }
}
