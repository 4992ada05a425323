package dev.unroll.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.Iterables;
import dev.unroll.check.InputException;
import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.graph.Compute;
import dev.unroll.graph.Weights;
import dev.unroll.layer.Gru;
import dev.unroll.layer.Readout;
import dev.unroll.layer.Readout.Take;
import dev.unroll.layer.Recurrent;
import dev.unroll.model.Batch;
import dev.unroll.model.LossOptions;
import dev.unroll.model.ModelDesign;
import dev.unroll.model.ModelSpec;
import dev.unroll.model.Models;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeTest {

  private static final Dataset TOY = ToyData.make();

  private static final TrainingSpec TRAINING =
      TrainingSpec.adam(0.1, 1)
          .with(Map.of("optimizer", new Optimizer.GradientDescent(), "batchSize", 30));

  private static List<ProbeReport> reports(ModelDesign design, TrainingSpec training, Probe probe)
      throws IOException {
    List<ProbeReport> reports = new ArrayList<>();
    new Trainer(design.forData(TOY), TOY, training, 1)
        .probe(probe)
        .listen(
            new TrainingListener() {
              @Override
              public void probed(ProbeReport report) {
                reports.add(report);
              }
            })
        .run();
    return reports;
  }

  private static double norm(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }

  @Test
  void tellsWhatTheVariablesAre() throws IOException {
    ModelSpec model = Models.gru(3).forData(TOY);
    Weights before;
    Weights after;
    ProbeReport report;
    try (TrainingSession session = session(model, TRAINING, Probe.withHistograms(1));
        Batch batch = Batch.toTrain(30, model.input(), model.task())) {
      batch.fill(TOY.train(), range(30), 0);
      before = session.weights();
      report = session.probedStep(new TrainingBatch(batch), 0, 0, 0.1).report();
      after = session.weights();
    }
    double squares = 0;
    for (String name : before.names()) {
      ProbeReport.OfVariable of = report.variables().get(name);
      float[] values = before.values(name);
      float[] moved = after.values(name);
      double sum = 0;
      int zeros = 0;
      for (int i = 0; i < values.length; i++) {
        moved[i] -= values[i];
        sum += values[i];
        zeros += values[i] == 0 ? 1 : 0;
      }
      double norm = norm(values);
      assertEquals(norm, of.norm().orElseThrow(), 1e-5 * (1 + norm), name);
      assertEquals(sum / values.length, of.mean().orElseThrow(), 1e-5, name);
      assertEquals((double) zeros / values.length, of.zeros().orElseThrow(), 1e-6, name);
      // Plain descent: a step is the rate times the gradient.
      double gradient = norm(moved) / 0.1;
      assertEquals(gradient, of.gradientNorm().orElseThrow(), 2e-3 * (1 + gradient), name);
      double ratio = norm == 0 ? 0 : norm(moved) / norm;
      assertEquals(ratio, of.updateRatio().orElseThrow(), 1e-3 * (1 + ratio), name);
      Histogram histogram = Iterables.getOnlyElement(of.values());
      assertEquals(values.length, histogram.count());
      assertEquals(
          values.length, histogram.counts().stream().mapToLong(Long::longValue).sum(), name);
      assertEquals(norm * norm, histogram.sumOfSquares(), 1e-4 * (1 + norm * norm));
      squares += gradient * gradient;
    }
    assertEquals(
        Math.sqrt(squares), report.gradientNorm().orElseThrow(), 5e-3 * Math.sqrt(squares));
  }

  /** Of one sequence, against differences of its loss. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void tellsHowFarBackTheGradientReaches(boolean normalized) throws IOException {
    ModelDesign design = normalized ? Models.lstm(4) : Models.lstm(4).withoutNormalization();
    ModelSpec model = design.forData(TOY);
    TrainingSpec training = TRAINING.with(Map.of("batchSize", 1, "lambda", 0));
    int steps = model.input().steps();
    try (TrainingSession session = session(model, training, Probe.every(1))) {
      float[] x = TOY.train().values(0);
      List<Double> told = probed(session, model, x).report().inputGradients();
      assertEquals(steps, told.size());
      for (int t = 0; t < steps; t++) {
        double squares = 0;
        for (int k = 0; k < 2; k++) {
          float[] up = x.clone();
          float[] down = x.clone();
          up[2 * t + k] += 1e-2f;
          down[2 * t + k] -= 1e-2f;
          double slope =
              (probed(session, model, up).gathered().measured().loss()
                      - probed(session, model, down).gathered().measured().loss())
                  / 2e-2;
          slope *= normalized ? model.normalizer().orElseThrow().deviation().get(k) : 1;
          squares += slope * slope;
        }
        assertEquals(Math.sqrt(squares), told.get(t), 1e-3, "step " + t);
      }
      assertTrue(told.get(steps - 1) > told.get(0), "an LSTM at its start forgets: " + told);
    }
  }

  private static TrainingSession.Probed probed(
      TrainingSession session, ModelSpec model, float[] values) {
    try (Batch batch = Batch.toTrain(1, model.input(), model.task())) {
      Sequences one =
          Sequences.ofSteps(
              values, model.input().steps(), 2, new int[] {TOY.train().label(0)}, new int[1]);
      batch.fill(one, new int[1], 0);
      return session.probedStep(new TrainingBatch(batch), 0, 0, 1e-30);
    }
  }

  @Test
  void layersAreToldWithoutTheirPadding() {
    float[][][] different = {{{1}, {2}, {3}, {4}}, {{-1}}, {{0.5f}, {2}}, {{3}, {1}}};
    Dataset data = Dataset.of(different, new int[] {0, 1, 0, 1}).build();
    ModelDesign design =
        ModelDesign.of(
            new Recurrent(new Gru(3)), new Recurrent(new Gru(2)), new Readout(Take.LAST_VALID));
    ModelSpec model = design.forData(data);
    try (TrainingSession session = session(model, TRAINING, Probe.every(1));
        Batch batch = Batch.toTrain(4, model.input(), model.task())) {
      batch.fill(data.train(), range(4), 0);
      ProbeReport report = session.probedStep(new TrainingBatch(batch), 0, 0, 0.1).report();
      assertEquals(
          List.of("recurrent", "recurrent_1", "readout"), List.copyOf(report.layers().keySet()));
      report
          .layers()
          .forEach(
              (name, of) -> {
                assertEquals(0, of.zeros(), name);
                assertTrue(of.rootMeanSquare() > 0 && of.rootMeanSquare() < 1, name);
                assertEquals(0, of.saturated(), name);
              });
    }
  }

  @Test
  void looksAtWhatIsAskedAndWhenItIsAsked() throws IOException {
    Probe probe = new Probe(3, Set.of(Probe.Watch.WEIGHTS), List.of("rnn/basic_rnn_cell/kernel"));
    List<ProbeReport> reports = reports(Models.rnn(3), TRAINING.with(Map.of("steps", 7)), probe);
    assertEquals(List.of(0L, 3L, 6L), reports.stream().map(ProbeReport::step).toList());
    ProbeReport first = reports.get(0);
    assertEquals(Set.of("rnn/basic_rnn_cell/kernel"), first.variables().keySet());
    assertTrue(first.layers().isEmpty() && first.inputGradients().isEmpty());
    assertTrue(first.gradientNorm().isEmpty());
    ProbeReport.OfVariable kernel = Iterables.getOnlyElement(first.variables().values());
    assertTrue(kernel.norm().isPresent());
    assertFalse(kernel.gradientNorm().isPresent() || kernel.updateRatio().isPresent());
  }

  @Test
  void aProbeChangesNothingOfWhatIsLearned() throws IOException {
    TrainingSpec training = TRAINING.with(Map.of("steps", 8, "clipNorm", 0.5));
    ModelSpec model = Models.bilstm(3).forData(TOY);
    Trainer plain = new Trainer(model, TOY, training, 2).deterministic();
    Trainer probed =
        new Trainer(model, TOY, training, 2).deterministic().probe(Probe.withHistograms(2));
    Weights expected = plain.run().weights();
    Weights found = probed.run().weights();
    for (String name : expected.names()) {
      float[] a = expected.values(name);
      float[] b = found.values(name);
      for (int i = 0; i < a.length; i++) {
        assertEquals(a[i], b[i], 1e-6, name);
      }
    }
  }

  @Test
  void refusesWhatMakesNoSense() {
    InputException e = assertThrows(InputException.class, () -> Probe.every(0));
    assertEquals("probe: every: expected a whole number of 1 or more, got 0", e.getMessage());
    e = assertThrows(InputException.class, () -> new Probe(1, Set.of(), List.of()));
    assertEquals("probe: watches: expected a whole number of 1 or more, got 0", e.getMessage());
  }

  private static TrainingSession session(ModelSpec model, TrainingSpec training, Probe probe) {
    return new TrainingSession(
        model,
        training,
        LossOptions.NONE,
        List.of(model.input().steps()),
        1,
        Compute.standard().withDeterminism(),
        Optional.of(probe));
  }

  private static int[] range(int count) {
    return java.util.stream.IntStream.range(0, count).toArray();
  }
}
