package dev.unroll.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import dev.unroll.data.Dataset;
import dev.unroll.data.Metric;
import dev.unroll.graph.Weights;
import dev.unroll.model.Models;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class EarlyStoppingTest {

  private static final Dataset TOY = ToyData.make().holdOutGroups(3, 1);

  /** A training by hand: its weights are the number of the step. */
  private static final class ByHand implements TrainingControl {
    private long step;
    private boolean stopped;
    private Weights restored;

    @Override
    public long step() {
      return step;
    }

    @Override
    public void stop() {
      stopped = true;
    }

    @Override
    public Weights weights() {
      return new Weights.Builder().put("w", new long[] {1}, new float[] {step}).build();
    }

    @Override
    public void restore(Weights weights) {
      restored = weights;
    }

    /** How many scores it takes until it stops; all where it does not. */
    int run(EarlyStopping stopping, Metric metric, double... scores) {
      stopping.begun(this);
      int taken = 0;
      for (double score : scores) {
        step++;
        taken++;
        stopping.progressed(
            new TrainingListener.Progress(
                step - 1, 1, 0.1, metric, 0, OptionalDouble.of(score), OptionalDouble.empty(), 1));
        if (stopped) {
          break;
        }
      }
      stopping.ending();
      return taken;
    }
  }

  @Test
  void endsWhenScoresHaveStoppedGettingBetterAndGoesBackToTheBest() {
    ByHand training = new ByHand();
    EarlyStopping stopping = new EarlyStopping(2);
    assertEquals(
        6, training.run(stopping, Metric.ACCURACY, 0.5, 0.7, 0.6, 0.8, 0.8, 0.7, 0.9, 0.9));
    assertTrue(training.stopped);
    assertEquals(4, stopping.bestStep());
    assertEquals(0.8, stopping.bestScore());
    assertArrayEquals(new float[] {4}, training.restored.values("w"));
  }

  @Test
  void errorsAreBetterWhenTheyAreSmaller() {
    ByHand training = new ByHand();
    EarlyStopping stopping = new EarlyStopping(1, 0.05);
    // 1.98 is not better by .05.
    assertEquals(3, training.run(stopping, new Metric("mae", "degC"), 3, 2, 1.98, 1));
    assertEquals(2, stopping.bestStep());
  }

  @Test
  void aTrainingThatGetsBetterGoesToItsEnd() {
    ByHand training = new ByHand();
    assertEquals(3, training.run(new EarlyStopping(1), Metric.ACCURACY, 0.1, 0.2, 0.3));
    assertFalse(training.stopped);
  }

  @Test
  void endsARealTrainingWithTheBestWeights() throws IOException {
    // So small a rate changes no prediction: the first score stays the best.
    TrainingSpec training =
        TrainingSpec.adam(1e-9, 50).with(Map.of("displayEvery", 2, "batchSize", 30));
    EarlyStopping stopping = new EarlyStopping(3);
    Map<Long, Weights> seen = new HashMap<>();
    TrainingListener spy =
        new TrainingListener() {
          private TrainingControl control;

          @Override
          public void begun(TrainingControl training) {
            control = training;
          }

          @Override
          public void progressed(Progress progress) {
            seen.put(control.step(), control.weights());
          }
        };
    TrainedModel model =
        new Trainer(Models.gru(3).forData(TOY), TOY, training, 1)
            .listen(stopping)
            .listen(spy)
            .run();
    assertEquals(7, model.steps());
    assertTrue(model.interrupted());
    assertEquals(1, stopping.bestStep());
    Weights best = seen.get(1L);
    assertEquals(Models.gru(3).layers().size() + 4, best.names().size(), "no optimizer's slots");
    for (String name : best.names()) {
      assertArrayEquals(best.values(name), model.weights().values(name), name);
    }
  }

  @Test
  void saysWhatItNeeds() {
    InputException e = assertThrows(InputException.class, () -> new EarlyStopping(0));
    assertEquals(
        "early stopping: patience: expected a whole number of 1 or more, got 0", e.getMessage());
    e =
        assertThrows(
            InputException.class,
            () ->
                new Trainer(
                        Models.gru(2).forData(ToyData.make()),
                        ToyData.make(),
                        TrainingSpec.adam(0.1, 1),
                        1)
                    .listen(new EarlyStopping(1))
                    .run());
    assertEquals(
        "early stopping: the data have no validation part; split one off, or hold out groups for"
            + " it",
        e.getMessage());
  }
}
