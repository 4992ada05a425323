package dev.unroll.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import dev.unroll.data.BatchOrder;
import dev.unroll.data.Dataset;
import dev.unroll.data.Split;
import dev.unroll.evaluate.ClassificationReport;
import dev.unroll.graph.Compute;
import dev.unroll.graph.GraphSession;
import dev.unroll.graph.Tensors;
import dev.unroll.graph.Weights;
import dev.unroll.model.LossOptions;
import dev.unroll.model.ModelDesign;
import dev.unroll.model.ModelSpec;
import dev.unroll.model.Models;
import dev.unroll.model.Predictor;
import dev.unroll.source.simulated.Motion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

class TrainerTest {

  private static final Dataset TOY = ToyData.make();
  private static final ModelDesign GRU = Models.gru(4);

  @TempDir Path temp;

  private static TrainingSpec spec(Optimizer optimizer, double rate, int steps) {
    return new TrainingSpec(
        optimizer,
        rate,
        new Schedule.Constant(),
        0.0001,
        L2.ALL,
        0,
        20,
        BatchOrder.SHUFFLED,
        1,
        steps,
        10);
  }

  private static Trainer trainer(TrainingSpec training, long seed) {
    return new Trainer(GRU.forData(TOY), TOY, training, seed).deterministic();
  }

  @Test
  void learnsWhatCanBeLearned() {
    TrainedModel model = Trainer.train(GRU, TOY, spec(new Optimizer.Adam(), 0.02, 200), 1);
    assertTrue(model.report(Split.TEST).orElseThrow().headline() > 0.85, model.scores() + "");
    assertEquals(200, model.steps());
    assertFalse(model.interrupted());
    assertTrue(model.report(Split.VALIDATION).isEmpty());
  }

  @Test
  void everyOptimizerLowersTheLoss() throws IOException {
    for (Optimizer optimizer :
        List.of(
            new Optimizer.GradientDescent(),
            new Optimizer.Momentum(0.9, false),
            new Optimizer.Adagrad(0.1),
            new Optimizer.RmsProp(0.9, 0, 1e-10),
            new Optimizer.Adam())) {
      double rate = optimizer instanceof Optimizer.GradientDescent ? 0.2 : 0.03;
      List<Double> losses = new ArrayList<>();
      trainer(spec(optimizer, rate, 61), 1).listen(lossesInto(losses)).run();
      assertTrue(losses.get(6) < 0.9 * losses.get(0), optimizer + " " + losses);
    }
  }

  @Test
  void theSameSeedGivesTheSameWeightsAndAnotherDoesNot() throws IOException {
    TrainingSpec training = spec(new Optimizer.Adam(), 0.02, 15);
    float[] first = kernel(trainer(training, 1).run());
    assertArrayEquals(first, kernel(trainer(training, 1).run()));
    assertFalse(Arrays.equals(first, kernel(trainer(training, 2).run())));
  }

  @Test
  void aResumedRunIsTheUninterruptedOne() throws IOException {
    TrainingSpec training = spec(new Optimizer.Adam(), 0.02, 30);
    float[] whole = kernel(trainer(training, 1).run());

    StopRequest stop = new StopRequest();
    TrainedModel half =
        trainer(training, 1)
            .stopOn(stop)
            .listen(
                new TrainingListener() {
                  @Override
                  public void stepped(long done) {
                    if (done == 13) {
                      stop.request();
                    }
                  }

                  @Override
                  public void checkpointed(Checkpoint checkpoint) throws IOException {
                    checkpoint.write(temp.resolve("checkpoints"));
                  }
                })
            .run();
    assertTrue(half.interrupted());
    assertEquals(13, half.steps());

    TrainedModel rest = trainer(training, 1).resume(temp.resolve("checkpoints")).run();
    assertArrayEquals(whole, kernel(rest));
    assertEquals(30, rest.steps());
  }

  @Test
  void theTimeOfAResumedRunIsThatOfAllItsParts() throws IOException {
    TrainingSpec training = spec(new Optimizer.Adam(), 0.02, 2);
    TrainedModel begun = trainer(training, 1).run();
    new Checkpoint(2, 5000, begun.state().weights()).write(temp);
    TrainedModel resumed = trainer(spec(new Optimizer.Adam(), 0.02, 3), 1).resume(temp).run();
    assertTrue(resumed.seconds() >= 5000, "seconds " + resumed.seconds());
  }

  @Test
  void aFolderKeepsTheLatestCheckpoint() throws IOException {
    Weights weights = new Weights.Builder().put("v", new long[] {1}, new float[] {1}).build();
    new Checkpoint(5, 1.5, weights).write(temp);
    new Checkpoint(12, 2.25, weights).write(temp);
    assertEquals(12, Checkpoint.read(temp, List.of("v")).step());
    assertEquals(2.25, Checkpoint.read(temp, List.of("v")).seconds());
    try (var files = Files.list(temp)) {
      assertEquals(
          List.of("checkpoint", "model.ckpt-12.data-00000-of-00001", "model.ckpt-12.index"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
    InputException e =
        assertThrows(
            InputException.class, () -> Checkpoint.read(temp.resolve("none"), List.of("v")));
    assertEquals(
        temp.resolve("none") + ": no checkpoint here; there is nothing to resume", e.getMessage());
  }

  @Test
  void thePredictorGivesTheReportedAccuracy() {
    TrainedModel model = Trainer.train(GRU, TOY, spec(new Optimizer.Adam(), 0.02, 40), 1);
    try (Predictor predictor = model.predictor()) {
      double accuracy =
          ClassificationReport.of(
                  TOY.classNames(),
                  TOY.test().labels(),
                  predictor.predict(TOY.test()).classIndices())
              .accuracy();
      // Two sequences may fall to either side where batches or threads differ.
      double reported = model.report(Split.TEST).orElseThrow().headline();
      assertEquals(reported, accuracy, 2.0 / TOY.test().size());
    }
  }

  @Test
  void heldOutSubjectsAreReported() throws IOException {
    Dataset split = TOY.holdOutGroups(3, 1);
    List<TrainingListener.Progress> shown = new ArrayList<>();
    TrainedModel model =
        new Trainer(GRU.forData(split), split, spec(new Optimizer.Adam(), 0.02, 11), 1)
            .listen(
                new TrainingListener() {
                  @Override
                  public void progressed(Progress progress) {
                    shown.add(progress);
                  }
                })
            .run();
    assertEquals(List.of(0L, 10L), shown.stream().map(p -> p.step()).toList());
    assertTrue(shown.get(0).validation().isPresent());
    assertEquals(30, model.report(Split.VALIDATION).orElseThrow().count());
  }

  @Test
  void aLossThatLeavesTheNumbersStopsWithAdvice() {
    InputException e =
        assertThrows(
            InputException.class,
            () -> trainer(spec(new Optimizer.GradientDescent(), 1e30, 60), 1).run());
    assertTrue(e.getMessage().startsWith("training: the loss is "), e.getMessage());
    assertTrue(e.getMessage().contains("choose a smaller training.learningRate"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void lossAddsThePenaltyOfEveryVariableOrOfKernels(boolean kernelsOnly) {
    ModelSpec model = Models.rnn(3).forData(TOY);
    double lambda = 0.5;
    float without = loss(model, 0, L2.ALL, null);
    List<Weights> seen = new ArrayList<>();
    float with = loss(model, lambda, kernelsOnly ? L2.KERNELS : L2.ALL, seen);
    Weights weights = seen.get(0);
    double penalty = 0;
    for (String name :
        List.of("rnn/basic_rnn_cell/kernel", "rnn/basic_rnn_cell/bias", "Variable", "Variable_1")) {
      if (!kernelsOnly || weights.shape(name).length == 2) {
        for (float value : weights.values(name)) {
          penalty += value * value / 2.0;
        }
      }
    }
    assertEquals(without + lambda * penalty, with, 1e-5);
  }

  /** The loss of two sequences at the initial weights, which are added to {@code seen}. */
  private static float loss(ModelSpec model, double lambda, L2 l2, List<Weights> seen) {
    TrainingSpec training =
        new TrainingSpec(
            new Optimizer.GradientDescent(),
            0.1,
            new Schedule.Constant(),
            lambda,
            l2,
            0,
            2,
            BatchOrder.SHUFFLED,
            1,
            0,
            1);
    try (TrainingGraph graph = graph(model, training, 7);
        GraphSession session =
            new GraphSession(
                graph.graph(), graph.variables(), Compute.standard().withDeterminism())) {
      session.initialize();
      if (seen != null) {
        seen.add(session.weights());
      }
      TrainingPass pass = graph.pass(ToyData.STEPS);
      float[] values = new float[2 * ToyData.STEPS * 2];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) Math.sin(i);
      }
      try (TFloat32 inputs = Tensors.of(values, 2, ToyData.STEPS, 2);
          TInt32 labels = Tensors.of(new int[] {0, 1});
          var result =
              session
                  .runner()
                  .feed(pass.forward().inputs(), inputs)
                  .feed(pass.labels(), labels)
                  .fetch(pass.loss())
                  .run()) {
        TFloat32 loss = (TFloat32) result.get(0);
        return loss.getFloat();
      }
    }
  }

  private static TrainingGraph graph(ModelSpec model, TrainingSpec training, long seed) {
    return new TrainingGraph(
        model,
        training,
        LossOptions.NONE,
        List.of(model.input().steps()),
        seed,
        Compute.standard().withDeterminism(),
        Optional.empty());
  }

  @Test
  void clippingBoundsTheNormOfAllGradientsTogether() throws IOException {
    // Plain descent moves by rate * gradient, so the distance moved is rate * norm.
    double rate = 1e-3;
    double free = distanceOfOneStep(rate, 0);
    assertTrue(free > rate * 0.05, "the unclipped norm is above the bound: " + free / rate);
    assertEquals(rate * 0.05, distanceOfOneStep(rate, 0.05), rate * 0.05 * 0.01);
    assertEquals(free, distanceOfOneStep(rate, 1e6), free * 1e-3);
  }

  private static double distanceOfOneStep(double rate, double clipNorm) throws IOException {
    TrainingSpec training =
        new TrainingSpec(
            new Optimizer.GradientDescent(),
            rate,
            new Schedule.Constant(),
            0,
            L2.ALL,
            clipNorm,
            20,
            BatchOrder.SHUFFLED,
            1,
            1,
            1);
    ModelSpec model = GRU.forData(TOY);
    Weights before;
    try (TrainingGraph graph = graph(model, training, 1);
        GraphSession session =
            new GraphSession(
                graph.graph(), graph.variables(), Compute.standard().withDeterminism())) {
      session.initialize();
      before = session.weights();
    }
    Weights after = trainer(training, 1).run().weights();
    double squares = 0;
    for (String name : after.names()) {
      float[] from = before.values(name);
      float[] to = after.values(name);
      for (int i = 0; i < from.length; i++) {
        squares += Math.pow(to[i] - from[i], 2);
      }
    }
    return Math.sqrt(squares);
  }

  @Test
  void refusesADatasetWithOtherClasses() {
    ModelSpec model = GRU.forLayout(new Motion().layout().orElseThrow());
    InputException e =
        assertThrows(
            InputException.class,
            () -> new Trainer(model, TOY, spec(new Optimizer.Adam(), 0.1, 1), 1));
    assertTrue(e.getMessage().contains("the data 'toy' have [below, above]"), e.getMessage());
  }

  private static TrainingListener lossesInto(List<Double> losses) {
    return new TrainingListener() {
      @Override
      public void progressed(Progress progress) {
        losses.add(progress.loss());
      }
    };
  }

  private static float[] kernel(TrainedModel model) {
    return model.weights().values("rnn/gru_cell/gates/kernel");
  }
}
