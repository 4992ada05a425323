package dev.unroll.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.augment.Augmentation;
import dev.unroll.augment.TimeShift;
import dev.unroll.check.InputException;
import dev.unroll.data.BatchOrder;
import dev.unroll.data.Dataset;
import dev.unroll.data.Schema;
import dev.unroll.data.Sequences;
import dev.unroll.data.SequencesBuilder;
import dev.unroll.data.Signal;
import dev.unroll.data.Target;
import dev.unroll.data.WindowPlan;
import dev.unroll.example.MinimalGatedUnit;
import dev.unroll.graph.Compute;
import dev.unroll.graph.Initializer;
import dev.unroll.layer.BasicLstm;
import dev.unroll.layer.Cell;
import dev.unroll.layer.Gru;
import dev.unroll.layer.Recurrent;
import dev.unroll.layer.Recurrent.State;
import dev.unroll.layer.Residual;
import dev.unroll.model.LossOptions;
import dev.unroll.model.ModelDesign;
import dev.unroll.model.ModelSpec;
import dev.unroll.model.Predictions;
import dev.unroll.model.Predictor;
import dev.unroll.model.StepPredictor;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A state goes on from window to window of a sequence, and never into another sequence. */
class CarriedStateTest {

  private static final int STEPS = 12;

  private static Dataset steps(int count, boolean sameLength) throws IOException {
    Random random = new Random(5);
    SequencesBuilder train = new SequencesBuilder(2);
    for (int i = 0; i < count; i++) {
      int length = sameLength ? STEPS : 3 + random.nextInt(STEPS - 2);
      float[] values = new float[2 * length];
      int[] labels = new int[length];
      for (int t = 0; t < length; t++) {
        values[2 * t] = (float) random.nextGaussian();
        values[2 * t + 1] = (float) random.nextGaussian();
        labels[t] = random.nextInt(2);
      }
      train.add(values, i);
      train.stepLabels(labels);
    }
    Schema schema =
        new Schema(
            List.of(new Signal("a", ""), new Signal("b", "")),
            Optional.empty(),
            new Target.ClassPerStep(List.of("no", "yes")),
            "case");
    return new Dataset(
        "steps", true, schema, train.build(), Sequences.empty(2), Sequences.empty(2));
  }

  private static ModelSpec model(Dataset dataset, State state) {
    Recurrent layer = new Recurrent(new BasicLstm(3), 2, false, 0, 0, state);
    Cell own = new MinimalGatedUnit(2, new Initializer.GlorotUniform());
    return ModelDesign.of(
            layer,
            new Recurrent(new Gru(2), 1, false, 0, 0, state),
            new Recurrent(own, 1, false, 0, 0, state))
        .forData(dataset);
  }

  private static TrainingSpec training(int batchSize, int window) {
    return new TrainingSpec(
        new Optimizer.GradientDescent(),
        0.1,
        new Schedule.Constant(),
        0,
        L2.ALL,
        0,
        batchSize,
        BatchOrder.SHUFFLED,
        1,
        0,
        1,
        0,
        ClassWeights.EQUAL,
        List.of(),
        0,
        1,
        window);
  }

  /** Sum of the losses of all steps, nothing learned on the way. */
  private static double loss(Dataset dataset, State state, int batchSize, int window, int epochs) {
    ModelSpec model = model(dataset, state);
    TrainingSpec training = training(batchSize, window);
    TrainingPlan plan = new TrainingPlan(model, dataset.train(), training, 3);
    double sum = 0;
    try (TrainingSession session =
            new TrainingSession(
                model,
                training,
                LossOptions.NONE,
                plan.steps(),
                3,
                Compute.standard().withDeterminism(),
                Optional.empty());
        BatchFeed feed = new BatchFeed(plan.batches(), 0, (long) epochs * plan.stepsPerEpoch())) {
      for (int step = 0; step < epochs * plan.stepsPerEpoch(); step++) {
        TrainingBatch batch = feed.next();
        int counted = 0;
        for (int row = 0; row < batch.batch().size(); row++) {
          counted += batch.batch().length(row);
        }
        sum += counted * session.measuredStep(batch, step, 0).loss();
      }
    }
    return sum;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 12})
  void windowsOfASequenceAreAsTheWholeSequence(int window) throws IOException {
    Dataset dataset = steps(6, true);
    double whole = loss(dataset, State.STATELESS, 6, 0, 2);
    for (int lanes : new int[] {1, 2, 6}) {
      assertEquals(whole, loss(dataset, State.STATEFUL, lanes, window, 2), 1e-4, "lanes " + lanes);
    }
  }

  @Test
  void sequencesOfDifferentLengthDoNotMeetInALane() throws IOException {
    Dataset dataset = steps(7, false);
    double whole = loss(dataset, State.STATELESS, 7, 0, 1);
    for (int lanes : new int[] {1, 2, 3}) {
      assertEquals(whole, loss(dataset, State.STATEFUL, lanes, 4, 1), 1e-4, "lanes " + lanes);
    }
  }

  @Test
  void theFaultOfCarryingItOnShows() throws IOException {
    Dataset dataset = steps(6, true);
    double whole = loss(dataset, State.STATELESS, 6, 0, 2);
    assertTrue(Math.abs(whole - loss(dataset, State.CARRIED, 6, 0, 2)) > 1e-3);
  }

  @Test
  void everyWindowOfEverySequenceIsSeenOnceAnEpochInOrder() throws IOException {
    Sequences sequences = steps(9, false).train();
    WindowPlan plan = new WindowPlan(sequences, 3, 4, 1);
    int[] next = new int[sequences.size()];
    int[] current = {-1, -1, -1};
    for (int step = 0; step < plan.stepsPerEpoch(); step++) {
      for (WindowPlan.Window window : plan.windows(step)) {
        assertEquals(next[window.sequence()], window.firstStep());
        next[window.sequence()] += window.steps();
        if (window.first()) {
          current[window.lane()] = window.sequence();
        }
        assertEquals(current[window.lane()], window.sequence());
      }
    }
    for (int i = 0; i < next.length; i++) {
      assertEquals(sequences.length(i), next[i]);
    }
    assertEquals(0, plan.windows(plan.stepsPerEpoch()).get(0).firstStep(), "the next epoch begins");
  }

  @Test
  void stepByStepIsAsTheWholeSequence() throws IOException {
    Dataset dataset = steps(4, true);
    TrainedModel model =
        Trainer.train(
            ModelDesign.of(new Recurrent(new BasicLstm(3)), new Recurrent(new Gru(2), 2, false)),
            dataset,
            training(4, 0),
            1);
    try (Predictor whole = model.predictor();
        StepPredictor stepwise = new StepPredictor(model.spec(), model.weights())) {
      Predictions expected = whole.predict(dataset.train());
      float[][] states = new float[4][];
      float[] together = new float[4 * stepwise.stateSize()];
      for (int i = 0; i < 4; i++) {
        states[i] = stepwise.start();
      }
      for (int t = 0; t < STEPS; t++) {
        for (int i = 0; i < 4; i++) {
          float[] outputs =
              stepwise.step(
                  states[i], dataset.train().value(i, t, 0), dataset.train().value(i, t, 1));
          int row = expected.firstRow(i) + t;
          assertEquals(expected.probability(row, 1), outputs[1], 1e-5);
        }
        float[] values = new float[8];
        for (int i = 0; i < 4; i++) {
          System.arraycopy(dataset.train().values(i, t, 1), 0, values, 2 * i, 2);
        }
        float[] outputs = stepwise.steps(4, together, values);
        for (int i = 0; i < 4; i++) {
          assertEquals(expected.probability(expected.firstRow(i) + t, 1), outputs[2 * i + 1], 1e-5);
        }
      }
    }
  }

  @Test
  void saysWhatCannotGoStepByStep() throws IOException {
    Dataset dataset = steps(4, true);
    Cell cell = new Gru(2);
    ModelSpec both = ModelDesign.of(new Recurrent(cell, 1, true)).forData(dataset);
    TrainedModel model =
        Trainer.train(ModelDesign.of(new Recurrent(cell, 1, true)), dataset, training(4, 0), 1);
    InputException e =
        assertThrows(InputException.class, () -> new StepPredictor(both, model.weights()).close());
    assertEquals(
        "layer 'recurrent' looks at more than one step: the model cannot predict step by step",
        e.getMessage());
    e = assertThrows(InputException.class, () -> loss(dataset, State.STATEFUL, 4, 5, 2));
    assertEquals(
        "training.window 5 does not divide the sequences' 12 steps; choose one that does",
        e.getMessage());
    e = assertThrows(InputException.class, () -> loss(dataset, State.STATELESS, 4, 5, 2));
    assertTrue(e.getMessage().startsWith("training.window is 5, but no layer"), e.getMessage());
    e =
        assertThrows(
            InputException.class, () -> new Recurrent(cell, 1, true, 0, 0, State.STATEFUL));
    assertEquals(
        "recurrent: a bidirectional network starts at both ends; it cannot go on from a state; set"
            + " state to stateless",
        e.getMessage());
  }

  @Test
  void refusesChangesThatClassesPerStepDoNotFollow() throws IOException {
    Dataset dataset = steps(4, true);
    ModelSpec model = model(dataset, State.STATELESS);
    InputException e =
        assertThrows(
            InputException.class,
            () -> new TrainingPlan(model, dataset.train(), changed(List.of(), 0.2), 1));
    assertEquals(
        "training.mixup mixes whole sequences, but each step has a class of its own; set it to 0",
        e.getMessage());
    e =
        assertThrows(
            InputException.class,
            () ->
                new TrainingPlan(
                    model, dataset.train(), changed(List.of(new TimeShift(0.2)), 0), 1));
    assertEquals(
        "training.augment moves steps away from their classes; leave out time-shift and time-warp",
        e.getMessage());
  }

  private static TrainingSpec changed(List<Augmentation> augment, double mixup) {
    return new TrainingSpec(
        new Optimizer.GradientDescent(),
        0.1,
        new Schedule.Constant(),
        0,
        L2.ALL,
        0,
        4,
        BatchOrder.SHUFFLED,
        1,
        0,
        1,
        0,
        ClassWeights.EQUAL,
        augment,
        mixup,
        1,
        0);
  }

  @Test
  void findsStatesInsideOtherLayers() throws IOException {
    Dataset dataset = steps(4, true);
    Recurrent inner = new Recurrent(new Gru(2), 1, false, 0, 0, State.STATEFUL);
    ModelSpec model = ModelDesign.of(new Residual(inner)).forData(dataset);
    TrainingPlan plan = new TrainingPlan(model, dataset.train(), training(2, 4), 1);
    assertEquals(List.of(4), plan.steps());
  }

  @Test
  void statesOfAnotherNumberOfLanesAreRefused() throws IOException {
    Dataset dataset = steps(6, true);
    ModelSpec model = model(dataset, State.STATEFUL);
    try (TrainingSession two =
            new TrainingSession(
                model,
                training(2, 4),
                LossOptions.NONE,
                List.of(4),
                1,
                Compute.standard().withDeterminism(),
                Optional.empty());
        TrainingSession three =
            new TrainingSession(
                model,
                training(3, 4),
                LossOptions.NONE,
                List.of(4),
                1,
                Compute.standard().withDeterminism(),
                Optional.empty())) {
      InputException e = assertThrows(InputException.class, () -> three.assign(two.weights()));
      assertEquals(
          "the checkpoint keeps the states of 2 sequences at a time, but training.batchSize is 3; go"
              + " on with the batch size that the run began with",
          e.getMessage());
    }
  }

  @Test
  void aStateOfAnotherModelIsRefused() throws IOException {
    Dataset dataset = steps(4, true);
    TrainedModel model =
        Trainer.train(ModelDesign.of(new Recurrent(new Gru(2))), dataset, training(4, 0), 1);
    try (StepPredictor stepwise = new StepPredictor(model.spec(), model.weights())) {
      InputException e =
          assertThrows(InputException.class, () -> stepwise.step(new float[] {1}, 1, 2));
      assertEquals(
          "the model has states of 2 numbers, 2 for 1 sequences, got 1; begin with start()",
          e.getMessage());
    }
  }
}
