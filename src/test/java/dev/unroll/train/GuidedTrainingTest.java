package dev.unroll.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.data.Dataset;
import dev.unroll.graph.Compute;
import dev.unroll.graph.Weights;
import dev.unroll.layer.BasicLstm;
import dev.unroll.layer.Dropout;
import dev.unroll.layer.Gru;
import dev.unroll.layer.Readout;
import dev.unroll.layer.Readout.Take;
import dev.unroll.layer.Recurrent;
import dev.unroll.model.ModelDesign;
import dev.unroll.model.ModelSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GuidedTrainingTest {

  private static final Dataset TOY = ToyData.make();
  private static final Compute ONE_THREAD = Compute.standard().withDeterminism();

  private static final TrainingSpec TRAINING =
      TrainingSpec.adam(0.01, 1).with(Map.of("batchSize", 30, "steps", 12, "displayEvery", 1));

  private static final ModelSpec MODEL =
      ModelDesign.of(new Recurrent(new Gru(4)), new Readout(Take.LAST_VALID), new Dropout(0.3))
          .forData(TOY);

  private static GuidedTraining guided(ModelSpec model, Optional<Probe> probe) {
    return new GuidedTraining(model, TRAINING, TOY.train(), 1, ONE_THREAD, probe);
  }

  private static List<Double> losses(GuidedTraining training, int steps) {
    List<Double> losses = new ArrayList<>();
    for (int i = 0; i < steps; i++) {
      losses.add(training.step(TRAINING.learningRate(), false).loss());
    }
    return losses;
  }

  /** Dropout, batches and all. */
  @Test
  void atTheSameRatesItIsATraining() throws IOException {
    List<Double> expected = new ArrayList<>();
    Weights trained =
        new Trainer(MODEL, TOY, TRAINING, 1)
            .on(ONE_THREAD)
            .listen(
                new TrainingListener() {
                  @Override
                  public void progressed(Progress progress) {
                    expected.add(progress.loss());
                  }
                })
            .run()
            .weights();
    try (GuidedTraining training = guided(MODEL, Optional.empty())) {
      training.begin(TOY.train(), 1);
      assertEquals(expected, losses(training, 12));
      for (String name : trained.names()) {
        assertArrayEquals(trained.values(name), training.weights().values(name), name);
      }
    }
  }

  @Test
  void itGoesBackToItsBeginning() {
    ModelSpec carried =
        ModelDesign.of(
                new Recurrent(new BasicLstm(3), 1, false, 0, 0, Recurrent.State.CARRIED),
                new Readout(Take.LAST_VALID))
            .forData(TOY);
    for (ModelSpec model : List.of(MODEL, carried)) {
      try (GuidedTraining training = guided(model, Optional.empty())) {
        training.begin(TOY.train(), 1);
        List<Double> first = losses(training, 5);
        training.begin(TOY.train(), 2);
        assertTrue(!first.equals(losses(training, 5)), "other batches");
        training.begin(TOY.train(), 1);
        assertEquals(first, losses(training, 5));
      }
    }
  }

  @Test
  void aShowTakesNoStep() {
    try (GuidedTraining training = guided(MODEL, Optional.of(Probe.every(1)))) {
      training.begin(TOY.train(), 1);
      Weights before = training.weights();
      int[] rows = IntStream.range(0, 7).toArray();
      GuidedTraining.Step shown = training.show(TOY.train(), rows);
      assertEquals(shown.loss(), training.show(TOY.train(), rows).loss());
      for (String name : before.names()) {
        assertArrayEquals(before.values(name), training.weights().values(name), name);
      }
      GuidedTraining.Step plain = training.step(0.01, false);
      assertTrue(plain.gradientNorm().orElseThrow() > 0 && plain.report().isEmpty());
      GuidedTraining.Step looked = training.step(0.01, true);
      assertEquals(
          looked.report().orElseThrow().gradientNorm().orElseThrow(),
          looked.gradientNorm().orElseThrow());
    }
  }

  @Test
  void itTakesWeightsByTheirNames() {
    try (GuidedTraining training = guided(MODEL, Optional.empty())) {
      training.begin(TOY.train(), 1);
      losses(training, 5);
      Weights some = training.weights().filter(name -> name.startsWith("rnn/"));
      training.begin(TOY.train(), 1);
      training.assign(some);
      for (String name : some.names()) {
        assertArrayEquals(some.values(name), training.weights().values(name), name);
      }
    }
  }
}
