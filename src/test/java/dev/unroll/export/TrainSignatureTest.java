package dev.unroll.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.data.Dataset;
import dev.unroll.graph.Compute;
import dev.unroll.graph.Tensors;
import dev.unroll.layer.ActivationFunction;
import dev.unroll.layer.BasicLstm;
import dev.unroll.layer.BatchNorm;
import dev.unroll.layer.Conv1D;
import dev.unroll.layer.Dropout;
import dev.unroll.layer.Padding;
import dev.unroll.layer.Readout;
import dev.unroll.layer.Recurrent;
import dev.unroll.model.Batch;
import dev.unroll.model.LossOptions;
import dev.unroll.model.ModelCard;
import dev.unroll.model.ModelDesign;
import dev.unroll.model.ModelSpec;
import dev.unroll.train.Checkpoint;
import dev.unroll.train.ToyData;
import dev.unroll.train.TrainingSession;
import dev.unroll.train.TrainingSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** The signature by which others train a model does what a training of Unroll does. */
class TrainSignatureTest {

  private static final Dataset TOY = ToyData.make();
  private static final TrainingSpec TRAINING = TrainingSpec.adam(0.02, 2);
  private static final float RATE = 0.02f;

  @TempDir Path temp;

  private Path write(ModelSpec spec, TrainingSession session, long step) throws IOException {
    Path folder = temp.resolve("model");
    SavedModelWriter.write(
        folder,
        new ExportedModel(
            spec,
            ModelCard.of("toy", spec, LossOptions.NONE, TOY),
            Optional.of(TRAINING),
            new Checkpoint(step, 0, session.weights()),
            Map.of()));
    return folder;
  }

  private static SavedModelBundle load(Path folder) {
    return SavedModelBundle.loader(folder.toString())
        .withConfigProto(Compute.standard().withDeterminism().config())
        .load();
  }

  /** A step that feeds and fetches by the signature's names. */
  private static Session.Runner step(
      SavedModelBundle bundle, SignatureDef train, Batch batch, TFloat32 rate) {
    return bundle
        .session()
        .runner()
        .feed(train.getInputsOrThrow("inputs").getName(), batch.inputs())
        .feed(train.getInputsOrThrow("labels").getName(), batch.labels())
        .feed(train.getInputsOrThrow("learning_rate").getName(), rate)
        .fetch(train.getOutputsOrThrow("loss").getName());
  }

  @Test
  void goesOnWhereTheTrainingStoppedWithItsDropoutAndItsAverages() throws IOException {
    ModelDesign design =
        ModelDesign.of(
            new Conv1D(4, 3, Padding.SAME, ActivationFunction.RELU),
            new BatchNorm(),
            new Dropout(0.3),
            new Recurrent(new BasicLstm(3)),
            new Readout(Readout.Take.LAST));
    ModelSpec spec = design.forData(TOY);
    int[] rows = IntStream.range(0, 20).toArray();
    // The seed that exported graphs are built with, so that dropout draws the same.
    try (TrainingSession session =
            new TrainingSession(spec, TRAINING, 0, Compute.standard().withDeterminism());
        Batch batch = Batch.toTrain(rows.length, spec.input(), spec.task());
        TFloat32 rate = TFloat32.scalarOf(RATE)) {
      batch.fill(TOY.train(), rows, 0);
      session.step(batch, RATE);
      session.step(batch, RATE);
      Path folder = write(spec, session, 2);
      try (SavedModelBundle bundle = load(folder)) {
        SignatureDef train = bundle.metaGraphDef().getSignatureDefOrThrow("train");
        float last = Float.NaN;
        for (int i = 0; i < 3; i++) {
          try (var result = step(bundle, train, batch, rate).run()) {
            float loss = ((TFloat32) result.get(0)).getFloat();
            assertEquals(session.measuredStep(batch, RATE).loss(), loss, 1e-5, "step " + i);
            assertNotEquals(last, loss);
            last = loss;
          }
        }
        assertStepsAndAverages(5, session, bundle);
      }
    }
  }

  @Test
  void aStepThatIsNotFiniteChangesNothing() throws IOException {
    ModelSpec spec =
        ModelDesign.of(
                new BatchNorm(), new Recurrent(new BasicLstm(3)), new Readout(Readout.Take.LAST))
            .forData(TOY);
    int[] rows = IntStream.range(0, 4).toArray();
    try (TrainingSession session =
            new TrainingSession(spec, TRAINING, 0, Compute.standard().withDeterminism());
        Batch batch = Batch.toTrain(rows.length, spec.input(), spec.task());
        TFloat32 rate = TFloat32.scalarOf(RATE)) {
      batch.fill(TOY.train(), rows, 0);
      Path folder = write(spec, session, 7);
      try (SavedModelBundle bundle = load(folder)) {
        SignatureDef train = bundle.metaGraphDef().getSignatureDefOrThrow("train");
        batch.inputs().setFloat(Float.NaN, 2, 1, 0);
        Session.Runner poisoned = step(bundle, train, batch, rate);
        TFInvalidArgumentException e =
            assertThrows(TFInvalidArgumentException.class, poisoned::run);
        assertTrue(e.getMessage().startsWith("loss or gradients not finite"), e.getMessage());
        batch.fill(TOY.train(), rows, 0);
        try (var result = step(bundle, train, batch, rate).run()) {
          float loss = ((TFloat32) result.get(0)).getFloat();
          assertEquals(session.measuredStep(batch, RATE).loss(), loss, 1e-5);
        }
        assertStepsAndAverages(8, session, bundle);
      }
    }
  }

  @Test
  void takesAndGivesTheStateOfALayerThatCarriesIt() throws IOException {
    ModelDesign design =
        ModelDesign.of(
            new Recurrent(new BasicLstm(3), 1, false, 0, 0, Recurrent.State.STATEFUL),
            new Readout(Readout.Take.LAST));
    ModelSpec spec = design.forData(TOY);
    int[] rows = IntStream.range(0, 4).toArray();
    try (TrainingSession session =
            new TrainingSession(spec, TRAINING, 0, Compute.standard().withDeterminism());
        Batch batch = Batch.toTrain(rows.length, spec.input(), spec.task());
        TFloat32 rate = TFloat32.scalarOf(0);
        TFloat32 zeros = Tensors.of(new float[12], 4, 3)) {
      batch.fill(TOY.train(), rows, 0);
      Path folder = write(spec, session, 0);
      try (SavedModelBundle bundle = load(folder)) {
        SignatureDef train = bundle.metaGraphDef().getSignatureDefOrThrow("train");
        String first = train.getInputsOrThrow("state_0").getName();
        String second = train.getInputsOrThrow("state_1").getName();
        try (var fresh =
                step(bundle, train, batch, rate)
                    .fetch(train.getOutputsOrThrow("state_0").getName())
                    .fetch(train.getOutputsOrThrow("state_1").getName())
                    .feed(first, zeros)
                    .feed(second, zeros)
                    .run();
            var carried =
                step(bundle, train, batch, rate)
                    .feed(first, fresh.get(1))
                    .feed(second, fresh.get(2))
                    .run()) {
          assertNotEquals(
              ((TFloat32) fresh.get(0)).getFloat(), ((TFloat32) carried.get(0)).getFloat());
        }
      }
    }
  }

  /** The bundle has counted so many steps, and has the session's moving averages. */
  private static void assertStepsAndAverages(
      long steps, TrainingSession session, SavedModelBundle bundle) {
    try (var result =
        bundle
            .session()
            .runner()
            .fetch("global_step/Read/ReadVariableOp")
            .fetch("batch_normalization/moving_mean/Read/ReadVariableOp")
            .run()) {
      assertEquals(steps, ((TInt64) result.get(0)).getLong());
      float[] expected = session.weights().values("batch_normalization/moving_mean");
      assertArrayEquals(expected, Tensors.values((TFloat32) result.get(1)), 1e-6f);
    }
  }
}
