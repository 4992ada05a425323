package dev.unroll.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import dev.unroll.graph.Compute;
import dev.unroll.graph.GraphSession;
import dev.unroll.graph.Weights;
import dev.unroll.layer.BasicLstm;
import dev.unroll.layer.Readout;
import dev.unroll.layer.Recurrent;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Predictions from plain arrays, by any threads. */
class PredictorTest {

  private static final int COUNT = 300;

  private static final ModelSpec SPEC =
      ModelDesign.of(new Recurrent(new BasicLstm(3)), new Readout(Readout.Take.LAST_VALID))
          .fitted(
              new InputSpec(6, 2, true),
              new dev.unroll.data.Target.OneClass(List.of("a", "b", "c")),
              java.util.Optional.empty(),
              java.util.Optional.empty());

  private static final Weights WEIGHTS = weights();

  private static Weights weights() {
    try (InferenceGraph graph = new InferenceGraph(SPEC);
        GraphSession session =
            new GraphSession(graph.graph(), graph.variables(), Compute.standard())) {
      session.initialize();
      return session.weights();
    }
  }

  private static float[][][] sequences() {
    Random random = new Random(3);
    float[][][] all = new float[COUNT][][];
    for (int i = 0; i < COUNT; i++) {
      all[i] = new float[1 + random.nextInt(6)][2];
      for (float[] step : all[i]) {
        step[0] = (float) random.nextGaussian();
        step[1] = (float) random.nextGaussian();
      }
    }
    return all;
  }

  @Test
  void aSequenceAloneIsAsAmongOthers() {
    float[][][] all = sequences();
    try (Predictor predictor = new GraphPredictor(SPEC, WEIGHTS)) {
      Predictions together = predictor.predict(all);
      assertEquals(COUNT, together.size());
      for (int i = 0; i < COUNT; i += 17) {
        Prediction alone = predictor.predict(all[i]);
        assertEquals(List.of("a", "b", "c"), alone.names());
        assertEquals(1, alone.rows());
        for (int k = 0; k < 3; k++) {
          assertEquals(together.probability(i, k), alone.values()[k], 1e-6);
        }
        assertEquals(alone.values()[1], alone.value("b"));
        assertEquals(together.className(i), alone.className());
        assertEquals(together.get(i).classIndex(), alone.classIndex());
      }
    }
  }

  @Test
  void eightThreadsOnAnExecutorOfTheCallerGetTheSame() throws Exception {
    float[][][] all = sequences();
    AtomicInteger tasks = new AtomicInteger();
    ExecutorService callers = Executors.newFixedThreadPool(8);
    ExecutorService parts = Executors.newFixedThreadPool(2);
    try (Predictor predictor =
        new GraphPredictor(SPEC, WEIGHTS, Compute.standard().withThreads(4))
            .on(
                task -> {
                  tasks.incrementAndGet();
                  parts.execute(task);
                })) {
      Predictions expected = predictor.predict(all);
      List<Future<Predictions>> found = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        found.add(callers.submit(() -> predictor.predict(all)));
      }
      for (Future<Predictions> one : found) {
        for (int i = 0; i < COUNT; i++) {
          assertEquals(expected.probability(i, 1), one.get().probability(i, 1), 1e-6);
        }
      }
      assertTrue(tasks.get() > 0);
    } finally {
      callers.shutdown();
      parts.shutdown();
    }
  }

  /** Parts that wait for the thread that waits for them would wait forever. */
  @Test
  void anExecutorOfOneThreadMayCallAndCompute() throws Exception {
    float[][][] all = sequences();
    ExecutorService one = Executors.newSingleThreadExecutor();
    try (Predictor predictor =
        new GraphPredictor(SPEC, WEIGHTS, Compute.standard().withThreads(4)).on(one)) {
      assertEquals(COUNT, one.submit(() -> predictor.predict(all)).get().size());
    } finally {
      one.shutdown();
    }
  }

  @Test
  void anExecutorThatRefusesLeavesItToTheCaller() {
    try (Predictor predictor =
        new GraphPredictor(SPEC, WEIGHTS, Compute.standard().withThreads(4))
            .on(
                task -> {
                  throw new RejectedExecutionException("full");
                })) {
      assertEquals(COUNT, predictor.predict(sequences()).size());
    }
  }

  @Test
  void aFailingPartFailsThePrediction() {
    try (Predictor predictor =
        new Predictor(
            SPEC.input(), SPEC.task().target(), Compute.standard().withThreads(2), false) {
          @Override
          protected org.tensorflow.types.TFloat32 predict(
              org.tensorflow.types.TFloat32 inputs, org.tensorflow.types.TInt32 lengths) {
            throw new InputException("the model fails");
          }

          @Override
          protected void release() {}
        }) {
      InputException e = assertThrows(InputException.class, () -> predictor.predict(sequences()));
      assertEquals("the model fails", e.getMessage());
    }
  }

  @Test
  void saysWhatIsWrongWithASequence() {
    Predictor predictor = new GraphPredictor(SPEC, WEIGHTS);
    InputException e =
        assertThrows(
            InputException.class, () -> predictor.predict(new float[][] {{1, 2}, {1, 2, 3}}));
    assertEquals("sequence 0, step 1: expected 2 features, got 3", e.getMessage());
    e = assertThrows(InputException.class, () -> predictor.predict(new float[7][2]));
    assertEquals(
        "the model takes sequences of up to 6 steps, but sequence 0 has 7", e.getMessage());
    e = assertThrows(InputException.class, () -> predictor.predict(new float[0][2]));
    assertEquals("sequences: sequence 0 has no steps", e.getMessage());
    Prediction prediction = predictor.predict(new float[1][2]);
    e = assertThrows(InputException.class, () -> prediction.value("d"));
    assertEquals("prediction: there is no output 'd'; there are [a, b, c]", e.getMessage());
    e = assertThrows(InputException.class, () -> prediction.values(1));
    assertEquals("prediction: expected a row from 0 to 0, got 1", e.getMessage());
    predictor.close();
    predictor.close();
    IllegalStateException closed =
        assertThrows(IllegalStateException.class, () -> predictor.predict(new float[1][2]));
    assertEquals("the predictor is closed", closed.getMessage());
  }
}
