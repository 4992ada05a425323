package dev.unroll.convert;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.io.Resources;
import dev.unroll.convert.arrays.Array;
import dev.unroll.convert.arrays.Npz;
import dev.unroll.data.Sequences;
import dev.unroll.export.ExportedModel;
import dev.unroll.graph.Compute;
import dev.unroll.load.OutputMeaning;
import dev.unroll.model.Batch;
import dev.unroll.recipe.ImportRun;
import dev.unroll.recipe.ModelArchive;
import dev.unroll.recipe.RunFolder;
import dev.unroll.train.Checkpoint;
import dev.unroll.train.TrainingSession;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training that begins in Python and goes on here, as it would have gone on there. */
class ContinuedTrainingTest {

  @TempDir Path temp;

  private static Path golden(String name) throws Exception {
    return Path.of(Resources.getResource(ContinuedTrainingTest.class, name).toURI());
  }

  @Test
  void theNextLossesAreThoseOfPython() throws Exception {
    Map<String, Array> golden = Npz.read(golden("tf1-lstm-losses.npz"));
    Array inputs = golden.get("inputs");
    float[] labels = golden.get("labels").values();
    int rows = inputs.size(0);
    List<String> overrides =
        List.of("training.lambda=0.01", "training.learningRate=0.01", "training.batchSize=" + rows);
    Path to = temp.resolve("run");
    new ImportRun(
            golden("tf1-lstm"),
            Optional.empty(),
            false,
            overrides,
            inputs.size(1),
            Optional.empty(),
            Map.of(),
            Optional.of(OutputMeaning.LOGITS),
            "test")
        .run(to);

    ExportedModel model = ModelArchive.read(to, Optional.empty());
    float[] losses = golden.get("losses").values();
    try (TrainingSession session =
            new TrainingSession(
                model.spec(),
                model.training().orElseThrow(),
                1,
                Compute.standard().withDeterminism());
        Batch batch = Batch.toTrain(rows, model.spec().input(), model.spec().task())) {
      session.assign(
          Checkpoint.read(new RunFolder(to).checkpoints(), session.weights().names()).weights());
      batch.fill(sequences(inputs, labels), IntStream.range(0, rows).toArray(), 0);
      for (float loss : losses) {
        assertEquals(loss, session.measuredStep(batch, 0.01).loss(), 1e-5 * loss);
      }
    }
  }

  private static Sequences sequences(Array inputs, float[] labels) {
    int[] classes = new int[labels.length];
    for (int row = 0; row < classes.length; row++) {
      classes[row] = Math.round(labels[row]);
    }
    return Sequences.ofSteps(
        inputs.values(), inputs.size(1), inputs.size(2), classes, new int[classes.length]);
  }
}
