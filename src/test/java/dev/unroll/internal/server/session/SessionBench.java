package dev.unroll.internal.server.session;

import dev.unroll.internal.server.model.ModelStore;
import dev.unroll.internal.server.model.ModelVersion;
import dev.unroll.internal.server.request.Deadline;
import dev.unroll.internal.server.request.ModelName;
import dev.unroll.internal.server.run.Workers;
import dev.unroll.model.StepPredictor;
import dev.unroll.server.settings.BatchSettings;
import dev.unroll.server.settings.LoadSettings;
import dev.unroll.server.settings.ModelConfig;
import dev.unroll.server.settings.SessionSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/**
 * Many sessions of har-lstm side by side: how far their answers are from those of a predictor that
 * takes one sequence at a time, how long a step takes while all of them live, and how many are
 * taken a second.
 */
public final class SessionBench {

  private static final ModelName MODEL = ModelName.newest("har");
  private static final Duration LONG = Duration.ofMinutes(30);
  private static final int FEATURES = 9;
  private static final int STEPS = 8;
  private static final int SINGLE = 2000;

  private SessionBench() {}

  private static float[] values(int session, int step) {
    Random random = new Random(31L * session + step);
    float[] values = new float[FEATURES];
    for (int i = 0; i < FEATURES; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static StepRequest request(int session, int step) {
    return new StepRequest(
        MODEL,
        Optional.of("s" + session),
        step == 0,
        false,
        Optional.empty(),
        false,
        1,
        values(session, step),
        Deadline.after(LONG));
  }

  private static void print(String what, double... millis) {
    Arrays.sort(millis);
    System.out.printf(
        "%-28s p50 %.3f ms, p99 %.3f ms%n",
        what, millis[millis.length / 2], millis[millis.length * 99 / 100]);
  }

  /**
   * Prints them.
   *
   * @param args how many sessions, 10,000 where nothing is said
   */
  public static void main(String[] args) {
    int count = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
    try (ModelStore store = new ModelStore(LoadSettings.standard())) {
      store.configure(List.of(ModelConfig.of("har", Path.of("savedmodels/har-lstm"))));
      while (store.refresh()) {}
      try (Workers workers = new Workers(new BatchSettings(2, 64, LONG, 10 * count));
          StepEngine engine = new StepEngine(store, workers, SessionSettings.standard());
          ModelVersion.Lease lease = store.lease(MODEL)) {
        measure(count, engine, lease.version().steps());
      }
    }
  }

  private static void measure(int count, StepEngine engine, StepPredictor predictor) {
    double furthest = 0;
    float[][] states = new float[count][];
    long begin = System.nanoTime();
    for (int step = 0; step < STEPS; step++) {
      List<CompletableFuture<StepAnswer>> answers = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        answers.add(engine.step(request(i, step)));
      }
      answers.forEach(CompletableFuture::join);
      if (step == 0) {
        begin = System.nanoTime();
      }
      if (step == STEPS - 1) {
        double seconds = (System.nanoTime() - begin) / 1e9;
        System.out.printf(
            "%,d sessions, %,d bytes of states, %,.0f steps a second%n",
            engine.count(), engine.bytes(), count * (STEPS - 1.0) / seconds);
        furthest = furthest(answers, states, predictor);
      }
    }
    System.out.printf("furthest from one at a time: %.2e%n", furthest);
    double[] bare = new double[SINGLE];
    double[] served = new double[SINGLE];
    for (int i = -SINGLE; i < SINGLE; i++) {
      int session = Math.floorMod(7919 * i, count);
      float[] values = values(session, STEPS);
      float[] state = predictor.start();
      long from = System.nanoTime();
      float[] found = predictor.step(state, values);
      long between = System.nanoTime();
      StepAnswer answer = engine.step(request(session, STEPS)).join();
      if (i >= 0) {
        bare[i] = (between - from) / 1e6;
        served[i] = (System.nanoTime() - between) / 1e6;
      }
      if (found.length != answer.outputs().length) {
        throw new IllegalStateException("outputs");
      }
    }
    print("a step of the predictor", bare);
    print("a step of a session", served);
  }

  /** How far the last answers are from those of sequences taken one at a time. */
  private static double furthest(
      List<CompletableFuture<StepAnswer>> answers, float[][] states, StepPredictor predictor) {
    double furthest = 0;
    for (int i = 0; i < states.length; i++) {
      states[i] = predictor.start();
      float[] expected = new float[0];
      for (int step = 0; step < STEPS; step++) {
        expected = predictor.step(states[i], values(i, step));
      }
      float[] found = answers.get(i).join().outputs();
      for (int k = 0; k < expected.length; k++) {
        furthest = Math.max(furthest, Math.abs(expected[k] - found[k]));
      }
    }
    return furthest;
  }
}
