package dev.unroll.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.Unroll;
import dev.unroll.check.InputException;
import dev.unroll.data.Dataset;
import dev.unroll.graph.Weights;
import dev.unroll.load.SavedModelPredictor;
import dev.unroll.model.Models;
import dev.unroll.model.Predictor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AveragedWeightsTest {

  private static final Dataset TOY = ToyData.make();
  private static final double DECAY = 0.8;
  private static final String KERNEL = "rnn/gru_cell/gates/kernel";

  @TempDir Path temp;

  private static TrainingSpec training(int steps, double decay) {
    return TrainingSpec.adam(0.05, 1)
        .with(
            Map.of(
                "steps",
                steps,
                "batchSize",
                20,
                "displayEvery",
                1,
                "averageWeights",
                decay,
                "checkpoints",
                new CheckpointSpec(1, 0, 1, false)));
  }

  /** The state after each step, the initial one left out. */
  private static List<Weights> states(TrainingSpec training) throws IOException {
    List<Weights> states = new ArrayList<>();
    new Trainer(Models.gru(3).forData(TOY), TOY, training, 2)
        .deterministic()
        .listen(
            new TrainingListener() {
              @Override
              public void checkpointed(Checkpoint checkpoint) {
                states.add(checkpoint.weights());
              }
            })
        .run();
    return states;
  }

  @Test
  void followsTheWeightsWithoutMovingThem() throws IOException {
    List<Weights> plain = states(training(6, 0));
    List<Weights> averaged = states(training(6, DECAY));
    float[] average = null;
    for (int step = 0; step < 6; step++) {
      float[] weights = averaged.get(step).values(KERNEL);
      assertArrayEquals(plain.get(step).values(KERNEL), weights, "step " + step);
      float[] found = averaged.get(step).values(KERNEL + "/ExponentialMovingAverage");
      for (int i = 0; i < weights.length && average != null; i++) {
        assertEquals(DECAY * average[i] + (1 - DECAY) * weights[i], found[i], 1e-6);
      }
      average = found;
    }
    // It begins as the weights do: after one step it has gone a fifth of their way.
    float[] begun =
        states(training(1, 1 - 1e-7)).get(0).values(KERNEL + "/ExponentialMovingAverage");
    float[] first = averaged.get(0).values(KERNEL);
    float[] after = averaged.get(0).values(KERNEL + "/ExponentialMovingAverage");
    for (int i = 0; i < begun.length; i++) {
      assertEquals(begun[i] + 0.2 * (first[i] - begun[i]), after[i], 1e-6);
    }
    assertFalse(averaged.get(0).has("gradient_count"));
  }

  @Test
  void predictsAndIsSavedByTheAverage() throws IOException {
    TrainedModel model = Trainer.train(Models.gru(3), TOY, training(8, DECAY), 2);
    Weights state = model.state().weights();
    float[] average = state.values(KERNEL + "/ExponentialMovingAverage");
    assertArrayEquals(average, model.weights().values(KERNEL));
    assertFalse(Arrays.equals(average, state.values(KERNEL)));
    Path folder = temp.resolve("1");
    Unroll.save(model, TOY, folder);
    float[] saved = Checkpoint.ofSavedModel(folder).weights().values(KERNEL);
    assertArrayEquals(average, saved);
    try (Predictor here = model.predictor();
        SavedModelPredictor there = SavedModelPredictor.load(folder)) {
      for (int i = 0; i < TOY.test().size(); i++) {
        assertEquals(
            here.predict(TOY.test()).probability(i, 1),
            there.predict(TOY.test()).probability(i, 1),
            1e-5);
      }
    }
  }

  @Test
  void refusesWhatIsNoShare() {
    InputException e = assertThrows(InputException.class, () -> training(1, 1));
    assertTrue(
        e.getMessage()
            .endsWith("averageWeights: expected a number of 0 or more and less than 1, got 1.0"),
        e.getMessage());
  }
}
