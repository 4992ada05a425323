package dev.unroll.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.data.Dataset;
import dev.unroll.graph.Compute;
import dev.unroll.graph.Kernels;
import dev.unroll.graph.Tensors;
import dev.unroll.graph.Weights;
import dev.unroll.model.Batch;
import dev.unroll.model.LossOptions;
import dev.unroll.model.ModelCard;
import dev.unroll.model.ModelSpec;
import dev.unroll.model.Models;
import dev.unroll.model.Predictions;
import dev.unroll.model.Predictor;
import dev.unroll.train.Checkpoint;
import dev.unroll.train.ToyData;
import dev.unroll.train.TrainedModel;
import dev.unroll.train.Trainer;
import dev.unroll.train.TrainingSession;
import dev.unroll.train.TrainingSpec;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

class GraphFilesTest {

  private static final Dataset TOY = ToyData.make();
  private static final TrainingSpec TRAINING = TrainingSpec.adam(0.02, 2);
  private static final int[] ROWS = IntStream.range(0, TOY.test().size()).toArray();

  private static ExportedModel exported(TrainedModel model, Kernels kernels) {
    ModelCard card = ModelCard.of("toy", model.spec(), model.loss(), TOY);
    return new ExportedModel(
        model.spec(), card, Optional.of(TRAINING), kernels, model.state(), Map.of());
  }

  private static ExportedModel untrained(ModelSpec spec, Kernels kernels) {
    ModelCard card = ModelCard.of("toy", spec, LossOptions.NONE, TOY);
    Checkpoint none = new Checkpoint(0, 0, new Weights.Builder().build());
    return new ExportedModel(spec, card, Optional.of(TRAINING), kernels, none, Map.of());
  }

  @ParameterizedTest
  @EnumSource(Kernels.class)
  void aFrozenGraphPredictsAsTheModelDoes(Kernels kernels) {
    TrainedModel model = Trainer.train(Models.bilstm(3), TOY, TRAINING, 1);
    GraphDef frozen = GraphFiles.frozen(exported(model, kernels));
    assertFalse(
        frozen.getNodeList().stream().anyMatch(node -> node.getOp().contains("Var")),
        "no variable is left");
    try (Predictor predictor = model.predictor();
        Batch batch = Batch.ofInputs(ROWS.length, model.spec().input());
        Graph graph = new Graph()) {
      Predictions expected = predictor.predict(TOY.test());
      graph.importGraphDef(frozen);
      batch.fill(TOY.test(), ROWS, 0);
      try (Session session = new Session(graph, Compute.standard().config());
          var result =
              session.runner().feed("inputs", batch.inputs()).fetch("probabilities").run()) {
        float[] found = Tensors.values((TFloat32) result.get(0));
        for (int i = 0; i < ROWS.length; i++) {
          assertEquals(expected.probability(i, 1), found[2 * i + 1], 1e-6);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Kernels.class)
  void theTrainingGraphTrainsAsUnrollDoes(Kernels kernels) {
    ModelSpec spec = Models.gru(3).forData(TOY);
    MetaGraphDef metaGraph = GraphFiles.training(untrained(spec, kernels));
    try (Graph graph = new Graph();
        Batch batch = Batch.toTrain(ROWS.length, spec.input(), spec.task());
        TrainingSession expected =
            new TrainingSession(
                spec, TRAINING, 0, Compute.standard().withDeterminism().withKernels(kernels));
        TFloat32 rate = TFloat32.scalarOf(0.02f)) {
      batch.fill(TOY.test(), ROWS, 0);
      graph.importGraphDef(metaGraph.getGraphDef());
      try (Session session = new Session(graph, Compute.standard().withDeterminism().config())) {
        session.runner().addTarget("init").run().close();
        for (int step = 0; step < 4; step++) {
          try (var result =
              session
                  .runner()
                  .feed("inputs", batch.inputs())
                  .feed("labels", batch.labels())
                  .feed("learning_rate", rate)
                  .fetch("loss")
                  .addTarget("train_op")
                  .run()) {
            float loss = ((TFloat32) result.get(0)).getFloat();
            assertEquals(expected.measuredStep(batch, 0.02).loss(), loss, 1e-5, "step " + step);
          }
        }
        try (var result = session.runner().fetch("global_step/Read/ReadVariableOp").run()) {
          assertEquals(4, ((TInt64) result.get(0)).getLong());
        }
      }
    }
  }

  @Test
  void theTrainingGraphHasWhatTensorFlow1LooksFor() {
    ModelSpec spec = Models.lstm(3).forData(TOY);
    MetaGraphDef metaGraph = GraphFiles.training(untrained(spec, Kernels.FUSED));
    assertEquals(
        4, metaGraph.getCollectionDefOrThrow("trainable_variables").getBytesList().getValueCount());
    // Two slots a variable, two powers and the global step.
    assertEquals(
        4 + 8 + 2 + 1,
        metaGraph.getCollectionDefOrThrow("variables").getBytesList().getValueCount());
    assertEquals(
        "train_op", metaGraph.getCollectionDefOrThrow("train_op").getNodeList().getValue(0));
    assertTrue(metaGraph.getSaverDef().getRestoreOpName().startsWith("save/"));
  }
}
