package example;

import dev.unroll.Unroll;
import dev.unroll.data.Dataset;
import dev.unroll.data.Split;
import dev.unroll.layer.Gru;
import dev.unroll.layer.Readout;
import dev.unroll.layer.Recurrent;
import dev.unroll.model.ModelDesign;
import dev.unroll.model.Predictions;
import dev.unroll.model.Predictor;
import dev.unroll.model.StepPredictor;
import dev.unroll.recipe.Recipe;
import dev.unroll.train.TrainedModel;
import dev.unroll.train.TrainingSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A program that trains, saves, loads and predicts with nothing but Unroll. */
public final class Embed {

  private static final int STEPS = 20;

  private Embed() {}

  /** Sequences of two features; those of the class {@code rising} drift upwards. */
  static float[][][] recordings(int count, long seed) {
    Random random = new Random(seed);
    float[][][] all = new float[count][STEPS][2];
    for (int i = 0; i < count; i++) {
      for (int t = 0; t < STEPS; t++) {
        all[i][t][0] = (float) (random.nextGaussian() + (i % 2 == 0 ? 0.15 * t : 0));
        all[i][t][1] = (float) random.nextGaussian();
      }
    }
    return all;
  }

  static String[] classes(int count) {
    String[] all = new String[count];
    for (int i = 0; i < count; i++) {
      all[i] = i % 2 == 0 ? "rising" : "level";
    }
    return all;
  }

  /** From arrays to a model that is saved. */
  static Predictor train(float[][][] recordings, String[] classes, Path folder) throws IOException {
    Dataset data = Dataset.of(recordings, classes).splitByShare(0.1, 0.2, 1);
    ModelDesign design =
        ModelDesign.of(new Recurrent(new Gru(12)), new Readout(Readout.Take.LAST_VALID));
    TrainedModel model = Unroll.train(design, data, TrainingSpec.adam(0.01, 30));
    System.out.println("test accuracy " + model.report(Split.TEST).orElseThrow().headline());
    Unroll.save(model, data, folder.resolve("1"));
    return Unroll.load(folder);
  }

  /** A recipe of its own, with a cell of its own. */
  static double ownCell(String recipeFile) throws IOException {
    Recipe recipe = Unroll.recipe(recipeFile, "training.steps=80");
    TrainedModel model =
        Unroll.train(recipe.model(), recipe.data().load(), recipe.training());
    return model.report(Split.TEST).orElseThrow().headline();
  }

  /** The largest difference between eight threads that predict at once and one that is alone. */
  static double eightThreads(Predictor predictor, float[][][] recordings)
      throws ExecutionException, InterruptedException {
    Predictions alone = predictor.predict(recordings);
    ExecutorService executor = Executors.newFixedThreadPool(8);
    try {
      predictor.on(executor);
      List<Future<Predictions>> all = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        all.add(executor.submit(() -> predictor.predict(recordings)));
      }
      double most = 0;
      for (Future<Predictions> one : all) {
        for (int i = 0; i < recordings.length; i++) {
          double difference = one.get().probability(i, 0) - alone.probability(i, 0);
          most = Math.max(most, Math.abs(difference));
        }
      }
      return most;
    } finally {
      executor.shutdown();
    }
  }

  /**
   * The largest difference between sequences taken step by step, interleaved, and whole ones: half
   * of them one at a time, half of them together.
   */
  static double streams(Path folder, Predictor whole, float[][][] recordings) throws IOException {
    Predictions expected = whole.predict(recordings);
    int half = recordings.length / 2;
    double most = 0;
    try (StepPredictor stepwise = Unroll.loadStepwise(folder)) {
      float[][] states = new float[half][stepwise.stateSize()];
      float[] together = new float[(recordings.length - half) * stepwise.stateSize()];
      for (int t = 0; t < STEPS; t++) {
        for (int i = 0; i < half; i++) {
          float[] outputs = stepwise.step(states[i], recordings[i][t]);
          if (t == STEPS - 1) {
            most = Math.max(most, Math.abs(outputs[0] - expected.probability(i, 0)));
          }
        }
        float[] values = new float[(recordings.length - half) * 2];
        for (int i = half; i < recordings.length; i++) {
          System.arraycopy(recordings[i][t], 0, values, 2 * (i - half), 2);
        }
        float[] outputs = stepwise.steps(recordings.length - half, together, values);
        for (int i = half; t == STEPS - 1 && i < recordings.length; i++) {
          double difference = outputs[2 * (i - half)] - expected.probability(i, 0);
          most = Math.max(most, Math.abs(difference));
        }
      }
    }
    return most;
  }
}
