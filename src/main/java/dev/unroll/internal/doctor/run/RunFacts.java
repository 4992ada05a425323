package dev.unroll.internal.doctor.run;

import dev.unroll.check.InputException;
import dev.unroll.data.Sequences;
import dev.unroll.data.Split;
import dev.unroll.graph.Weights;
import dev.unroll.internal.doctor.data.Patient;
import dev.unroll.model.GraphPredictor;
import dev.unroll.model.ModelSpec;
import dev.unroll.model.Predictions;
import dev.unroll.recipe.RunFolder;
import dev.unroll.recipe.StoppedRun;
import dev.unroll.train.Checkpoint;
import dev.unroll.train.MetricsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of a training that is over, and what its model predicts of the patient's samples.
 */
public final class RunFacts {

  private final Patient patient;
  private final Map<String, double[]> curves;
  private final Optional<StoppedRun> stopped;
  private final Map<Split, Predictions> predictions = new EnumMap<>(Split.class);
  private final Optional<Weights> weights;
  private final List<String> missing = new ArrayList<>();

  /**
   * Reads a run, and lets its model predict.
   *
   * @throws IOException where the folder cannot be read
   */
  public RunFacts(Patient patient, RunFolder folder) throws IOException {
    this.patient = patient;
    this.curves =
        Files.isRegularFile(folder.metrics()) ? MetricsFile.read(folder.metrics()) : Map.of();
    this.stopped =
        Files.isRegularFile(folder.stopped())
            ? Optional.of(StoppedRun.read(folder.stopped()))
            : Optional.empty();
    this.weights = predict(folder);
  }

  /**
   * Of a training that left no folder.
   *
   * @param curves columns by name, as {@link MetricsFile#read} gives them
   * @param predictions of the patient's samples; of a part that nobody may look at, none
   */
  public RunFacts(
      Patient patient,
      Map<String, double[]> curves,
      Optional<StoppedRun> stopped,
      Map<Split, Predictions> predictions,
      Optional<Weights> weights) {
    this.patient = patient;
    this.curves = curves;
    this.stopped = stopped;
    this.predictions.putAll(predictions);
    this.weights = weights;
  }

  private Optional<Weights> predict(RunFolder folder) throws IOException {
    boolean finished = Files.isDirectory(folder.savedModel());
    if (!finished && !Checkpoint.isIn(folder.checkpoints())) {
      missing.add("the model's predictions, since the run has left no checkpoint");
      return Optional.empty();
    }
    ModelSpec model = patient.recipe().model().forData(patient.dataset());
    try (GraphPredictor predictor = new GraphPredictor(model, patient.compute())) {
      Collection<String> names = predictor.variableNames();
      // A finished model may predict by averages, or by the best of its weights.
      Weights found =
          finished
              ? Checkpoint.ofSavedModel(folder.savedModel()).weights().filter(names::contains)
              : Checkpoint.read(folder.checkpoints(), names).weights();
      predictor.assign(found);
      for (Split split : Split.values()) {
        Sequences part = patient.sample(split);
        if (!part.isEmpty()) {
          predictions.put(split, predictor.predict(part));
        }
      }
      return Optional.of(found);
    } catch (InputException e) {
      predictions.clear();
      missing.add("the model's predictions: " + e.getMessage());
      return Optional.empty();
    }
  }

  public Patient patient() {
    return patient;
  }

  /** What could not be looked at, and why, for a sentence. */
  public List<String> missing() {
    return missing;
  }

  /** Why it has ended without a result. */
  public Optional<StoppedRun> stopped() {
    return stopped;
  }

  /** The weights that the run ended with. */
  public Optional<Weights> weights() {
    return weights;
  }

  /**
   * A column of the metrics whose name begins so; empty where there is none or it has no number.
   */
  public double[] curve(String prefix) {
    for (Map.Entry<String, double[]> column : curves.entrySet()) {
      if (column.getKey().startsWith(prefix)) {
        double[] values = column.getValue();
        for (double value : values) {
          if (!Double.isNaN(value)) {
            return values;
          }
        }
      }
    }
    return new double[0];
  }

  /** What the model predicts of the patient's sample of a part. */
  public Optional<Predictions> predictions(Split split) {
    return Optional.ofNullable(predictions.get(split));
  }

  /** The part that tells what the model is worth: test, else validation, else training. */
  public Optional<Judged> judged() {
    for (Split split : List.of(Split.TEST, Split.VALIDATION, Split.TRAIN)) {
      if (predictions.containsKey(split)) {
        return Optional.of(judged(split));
      }
    }
    return Optional.empty();
  }

  /** A part with its predictions; it has some. */
  public Judged judged(Split split) {
    return Judged.of(split, patient.sample(split), predictions.get(split));
  }
}
