package dev.unroll.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import dev.unroll.data.Dataset;
import dev.unroll.data.Schema;
import dev.unroll.data.Sequences;
import dev.unroll.data.SequencesBuilder;
import dev.unroll.data.Signal;
import dev.unroll.data.Target;
import dev.unroll.graph.Weights;
import dev.unroll.layer.Gru;
import dev.unroll.layer.Recurrent;
import dev.unroll.model.ModelDesign;
import dev.unroll.model.Models;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A step of several batches is one of a batch of all of their sequences. */
class AccumulatedTest {

  /** What a training came to. */
  private record Run(TrainedModel model, List<TrainingListener.Progress> shown) {}

  private static Run run(ModelDesign design, Dataset data, Map<String, ?> settings)
      throws IOException {
    List<TrainingListener.Progress> shown = new ArrayList<>();
    TrainingSpec training =
        TrainingSpec.defaults()
            .with(Map.of("steps", 9, "displayEvery", 1, "learningRate", 0.05))
            .with(settings);
    TrainedModel model =
        new Trainer(design.forData(data), data, training, 4)
            .deterministic()
            .listen(
                new TrainingListener() {
                  @Override
                  public void progressed(Progress progress) {
                    shown.add(progress);
                  }
                })
            .run();
    return new Run(model, shown);
  }

  private static void assertSame(Run expected, Run found) {
    for (int i = 0; i < expected.shown.size(); i++) {
      assertEquals(expected.shown.get(i).loss(), found.shown.get(i).loss(), 1e-5, "loss " + i);
      assertEquals(expected.shown.get(i).train(), found.shown.get(i).train(), 1e-5, "score " + i);
    }
    Weights weights = expected.model.state().weights();
    assertEquals(weights.names(), found.model.state().weights().names());
    for (String name : weights.names()) {
      float[] from = weights.values(name);
      float[] to = found.model.state().weights().values(name);
      for (int i = 0; i < from.length; i++) {
        assertEquals(from[i], to[i], 1e-5, name + " " + i);
      }
    }
  }

  /** 120 sequences: with 25 the last batch of an epoch has fewer, and so has its last step. */
  @ParameterizedTest
  @CsvSource({"20, 2, 0, 0.01", "10, 4, 0.05, 0", "25, 2, 0, 0.01", "25, 3, 0.1, 0"})
  void equalsALargerBatch(int batch, int count, double clipNorm, double lambda) throws IOException {
    Dataset toy = ToyData.make();
    Map<String, Object> same =
        Map.of(
            "clipNorm",
            clipNorm,
            "lambda",
            lambda,
            "optimizer",
            new Optimizer.Momentum(0.9, false));
    Run whole = run(Models.gru(3), toy, with(same, "batchSize", batch * count));
    Run parts = run(Models.gru(3), toy, with(with(same, "batchSize", batch), "accumulate", count));
    assertSame(whole, parts);
  }

  private static Map<String, Object> with(Map<String, Object> settings, String name, int value) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put(name, value);
    return all;
  }

  /** Each batch weighs as much as it has steps before their padding. */
  @Test
  void weighsStepsWhereEachHasAClass() throws IOException {
    Random random = new Random(5);
    SequencesBuilder train = new SequencesBuilder(1);
    for (int i = 0; i < 12; i++) {
      int length = 2 + i % 5;
      float[] values = new float[length];
      int[] labels = new int[length];
      for (int t = 0; t < length; t++) {
        values[t] = (float) random.nextGaussian();
        labels[t] = values[t] > 0.3 ? 1 : 0;
      }
      train.add(values, i);
      train.stepLabels(labels);
    }
    Dataset data =
        new Dataset(
            "steps",
            true,
            new Schema(
                List.of(new Signal("a", "")),
                Optional.empty(),
                new Target.ClassPerStep(List.of("no", "yes")),
                "case"),
            train.build(),
            Sequences.empty(1),
            Sequences.empty(1));
    ModelDesign design = ModelDesign.of(new Recurrent(new Gru(3)));
    Map<String, Object> same = Map.of("optimizer", new Optimizer.GradientDescent());
    assertSame(
        run(design, data, with(same, "batchSize", 12)),
        run(design, data, with(with(same, "batchSize", 4), "accumulate", 3)));
  }

  @Test
  void anEpochHasFewerSteps() {
    StepBatches three = new StepBatches(3, 5, true);
    assertEquals(2, three.stepsPerEpoch());
    long[] firsts = {0, 3, 5, 8, 10};
    int[] counts = {3, 2, 3, 2, 3};
    for (int step = 0; step < firsts.length; step++) {
      assertEquals(firsts[step], three.first(step));
      assertEquals(counts[step], three.count(step));
    }
    StepBatches running = new StepBatches(3, 5, false);
    assertEquals(6, running.first(2));
    assertEquals(3, running.count(1));
  }

  @Test
  void anEpochOfStepsIsOneOverAllSequences() {
    Dataset toy = ToyData.make();
    TrainingSpec training =
        TrainingSpec.adam(0.01, 2).with(Map.of("batchSize", 20, "accumulate", 4));
    // 6 batches an epoch are a step of 4 and one of 2.
    assertEquals(4, Trainer.train(Models.rnn(2), toy, training, 1).steps());
  }

  @Test
  void theProbeSeesTheGradientOfTheWholeStep() throws IOException {
    Dataset toy = ToyData.make();
    List<Double> norms = new ArrayList<>();
    for (int batch : new int[] {40, 10}) {
      TrainingSpec training =
          TrainingSpec.adam(0.01, 1)
              .with(Map.of("batchSize", batch, "accumulate", 40 / batch, "steps", 1));
      new Trainer(Models.rnn(2).forData(toy), toy, training, 1)
          .deterministic()
          .probe(Probe.every(1))
          .listen(
              new TrainingListener() {
                @Override
                public void probed(ProbeReport report) {
                  norms.add(report.gradientNorm().orElseThrow());
                }
              })
          .run();
    }
    assertEquals(norms.get(0), norms.get(1), 1e-5);
    assertTrue(norms.get(0) > 0.01);
  }

  @Test
  void refusesWhatIsNoCount() {
    InputException e =
        assertThrows(
            InputException.class, () -> TrainingSpec.defaults().with(Map.of("accumulate", 0)));
    assertTrue(
        e.getMessage().endsWith("accumulate: expected a whole number of 1 or more, got 0"),
        e.getMessage());
  }
}
