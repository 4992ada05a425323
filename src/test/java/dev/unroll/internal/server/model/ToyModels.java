package dev.unroll.internal.server.model;

import dev.unroll.Unroll;
import dev.unroll.data.Dataset;
import dev.unroll.internal.server.request.ModelName;
import dev.unroll.internal.server.request.TensorValue;
import dev.unroll.load.NamedTensors;
import dev.unroll.load.SignatureRunner;
import dev.unroll.model.Models;
import dev.unroll.train.ToyData;
import dev.unroll.train.TrainedModel;
import dev.unroll.train.Trainer;
import dev.unroll.train.TrainingSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.tensorflow.Tensor;

/** Small models that differ in what they predict, and copies of them. */
public final class ToyModels {

  public static final Dataset DATA = ToyData.make();

  private ToyModels() {}

  /** A model of a seed in a new folder. */
  public static TrainedModel write(Path folder, int seed) throws IOException {
    TrainedModel trained = Trainer.train(Models.gru(3), DATA, TrainingSpec.adam(0.02, 1), seed);
    Unroll.save(trained, DATA, folder);
    return trained;
  }

  /** A copy that is there at once. */
  public static void copy(Path from, Path to) throws IOException {
    Path beside = to.resolveSibling(".beside-" + to.getFileName());
    try (Stream<Path> all = Files.walk(from)) {
      for (Path one : all.toList()) {
        Path target = beside.resolve(from.relativize(one).toString());
        if (Files.isDirectory(one)) {
          Files.createDirectories(target);
        } else {
          Files.copy(one, target);
        }
      }
    }
    Files.move(beside, to, StandardCopyOption.ATOMIC_MOVE);
  }

  /** The probability of the second class for a fixed sequence, by the version that a name means. */
  public static float predicted(Leases leases, ModelName name) {
    try (ModelVersion.Lease lease = leases.lease(name)) {
      return predicted(lease.version());
    }
  }

  /** The probability of the second class for a fixed sequence. */
  public static float predicted(ModelVersion version) {
    SignatureRunner runner = version.signature("serving_default");
    float[] values = new float[ToyData.STEPS * 2];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 5 - 1.5f;
    }
    try (Tensor inputs = TensorValue.ofFloats(values, 1, ToyData.STEPS, 2).toTensor();
        NamedTensors found = runner.run(Map.of("inputs", inputs), List.of("probabilities"))) {
      return TensorValue.of(found.get("probabilities")).orElseThrow().numbers().getFloat(4);
    }
  }

  public static ModelName version(String name, long number) {
    return new ModelName(name, Optional.of(number), Optional.empty());
  }

  public static ModelName label(String name, String label) {
    return new ModelName(name, Optional.empty(), Optional.of(label));
  }
}
