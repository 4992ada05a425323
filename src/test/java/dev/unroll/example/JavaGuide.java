package dev.unroll.example;

import dev.unroll.Unroll;
import dev.unroll.data.Dataset;
import dev.unroll.data.Split;
import dev.unroll.data.Target;
import dev.unroll.graph.Compute;
import dev.unroll.load.LoadedModel;
import dev.unroll.load.NamedTensors;
import dev.unroll.load.SavedModelPredictor;
import dev.unroll.load.ServingPath;
import dev.unroll.load.SignatureChoice;
import dev.unroll.model.Models;
import dev.unroll.model.Predictions;
import dev.unroll.model.Predictor;
import dev.unroll.model.StepPredictor;
import dev.unroll.recipe.Recipe;
import dev.unroll.train.EarlyStopping;
import dev.unroll.train.Probe;
import dev.unroll.train.ProbeReport;
import dev.unroll.train.TrainedModel;
import dev.unroll.train.TrainingListener;
import dev.unroll.train.TrainingSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** What docs/java.md shows, each snippet between its own two marks. */
final class JavaGuide {

  private JavaGuide() {}

  static TrainedModel arrays(float[][][] recordings, String[] activities) {
    // begin arrays
    Dataset data = Dataset.of(recordings, activities).splitByShare(0.2, 0.2, 1);
    TrainedModel model = Unroll.train(Models.gru(16), data, TrainingSpec.adam(0.01, 30));
    System.out.println("test accuracy " + model.report(Split.TEST).orElseThrow().headline());
    // end arrays
    return model;
  }

  static void predict(TrainedModel model, float[][] recording, float[][][] many) {
    // begin predict
    try (Predictor predictor = model.predictor()) {
      System.out.println(predictor.predict(recording).className());
      Predictions all = predictor.predict(many);
      for (int i = 0; i < all.size(); i++) {
        System.out.println(all.get(i).className() + " " + all.get(i).value("walking"));
      }
    }
    // end predict
  }

  static Dataset groups(float[][][] recordings, String[] activities, String[] people) {
    // begin groups
    Dataset data = Dataset.of(recordings, activities).groups(people).splitByGroup(0.25, 0.25, 1);
    // end groups
    return data;
  }

  static Dataset numbers(float[][][] weeks, float[] loads) {
    // begin numbers
    Dataset data = Dataset.ofNumbers(weeks, loads).signals("load").splitByTime(0.1, 0.2);
    // end numbers
    return data;
  }

  static Dataset steps(float[][][] recordings, int[][] classes) {
    // begin steps
    Dataset data = Dataset.ofSteps(recordings, classes).classNames("rest", "burst").build();
    // end steps
    return data;
  }

  static Predictor save(TrainedModel model, Dataset data, Path folder) throws IOException {
    // begin save
    Unroll.save(model, data, folder.resolve("1"));
    Predictor predictor = Unroll.load(folder); // or a zip, or a resource of a jar
    // end save
    return predictor;
  }

  static void executor(Path folder, Executor executor, float[][][] many) throws IOException {
    // begin executor
    try (Predictor predictor = Unroll.load(folder).on(executor)) {
      predictor.predict(many); // from any number of threads
    }
    // end executor
  }

  static void stream(Path folder, float[] first, float[] second) throws IOException {
    // begin stream
    try (StepPredictor predictor = Unroll.loadStepwise(folder)) {
      float[] state = predictor.start();
      float[] afterFirst = predictor.step(state, first); // state is now that after the step
      float[] afterSecond = predictor.step(state, second);
      System.out.println(predictor.target().names() + " " + afterFirst[0] + " " + afterSecond[0]);
    }
    // end stream
  }

  static float[] streams(StepPredictor predictor, float[] values) {
    // begin streams
    int sequences = 1000;
    float[] states = new float[sequences * predictor.stateSize()];
    float[] outputs = predictor.steps(sequences, states, values); // [1000, features]
    // end streams
    return outputs;
  }

  static TrainedModel stopping(Dataset data) throws IOException {
    // begin stopping
    TrainingSpec training =
        TrainingSpec.adam(0.01, 200).with(Map.of("displayEvery", 10, "clipNorm", 1.0));
    TrainedModel model =
        Unroll.trainer(Models.lstm(16), data, training, 1)
            .listen(new EarlyStopping(5)) // 5 scores without a better one; goes back to the best
            .run();
    // end stopping
    return model;
  }

  static TrainedModel probe(Dataset data) throws IOException {
    // begin probe
    TrainingListener watch =
        new TrainingListener() {
          @Override
          public void probed(ProbeReport report) {
            report.variables().forEach((name, of) -> System.out.println(name + " " + of.norm()));
            System.out.println("gradient by time step " + report.inputGradients());
          }
        };
    Unroll.trainer(Models.rnn(16), data, TrainingSpec.adam(0.01, 5), 1)
        .probe(Probe.every(10))
        .listen(watch)
        .run();
    // end probe
    return Unroll.train(Models.rnn(2), data, TrainingSpec.adam(0.01, 1));
  }

  static TrainedModel compute(Dataset data) throws IOException {
    // begin compute
    TrainedModel model =
        Unroll.trainer(Models.lstm(16), data, TrainingSpec.adam(0.01, 5), 1)
            .on(Compute.standard().withDeterminism()) // or withThreads, withDevice, withKernels
            .run();
    // end compute
    return model;
  }

  static void foreign(Path folder, float[][] step) throws IOException {
    // begin foreign
    try (LoadedModel model = Unroll.open(folder);
        TFloat32 inputs = TFloat32.tensorOf(Shape.of(1, step.length, step[0].length));
        NamedTensors outputs = model.run("serving_default", Map.of("inputs", inputs))) {
      System.out.println(outputs.names() + " " + outputs.floats("probabilities").length);
    }
    // end foreign
  }

  static void others(Path folder, Dataset data, float[][] recording) throws IOException {
    // begin others
    LoadedModel model = Unroll.open(folder);
    SignatureChoice choice = SignatureChoice.GUESSED; // or withOutputs, withFeed, names of tensors
    Target target = data.schema().target();
    ServingPath path = SavedModelPredictor.path(model, choice, Optional.of(target));
    try (Predictor predictor = SavedModelPredictor.of(model, path, path.input(data), target)) {
      System.out.println(path.describe() + ": " + predictor.predict(recording));
    }
    // end others
  }

  static TrainedModel recipe() throws IOException {
    // begin recipe
    Recipe recipe = Unroll.recipe("motion-lstm", "training.epochs=1");
    TrainedModel model = Unroll.train(recipe.model(), recipe.data().load(), recipe.training());
    // end recipe
    return model;
  }
}
