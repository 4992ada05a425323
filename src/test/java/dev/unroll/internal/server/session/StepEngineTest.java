package dev.unroll.internal.server.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.internal.server.model.ModelStore;
import dev.unroll.internal.server.request.Deadline;
import dev.unroll.internal.server.request.ModelName;
import dev.unroll.internal.server.request.ModelRequest;
import dev.unroll.internal.server.request.Refusal;
import dev.unroll.internal.server.request.Status;
import dev.unroll.internal.server.request.TensorValue;
import dev.unroll.internal.server.run.Engine;
import dev.unroll.internal.server.run.Pause;
import dev.unroll.internal.server.run.Workers;
import dev.unroll.server.settings.BatchSettings;
import dev.unroll.server.settings.LoadSettings;
import dev.unroll.server.settings.ModelConfig;
import dev.unroll.server.settings.ReloadSettings;
import dev.unroll.server.settings.SessionSettings;
import dev.unroll.server.settings.VersionPolicy;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The model gives a class for each of 130 steps of one feature. */
class StepEngineTest {

  private static final Path BURST = Path.of("savedmodels/burst-lstm/1");
  private static final int STEPS = 130;
  private static final ModelName MODEL = ModelName.newest("burst");
  private static final Duration LONG = Duration.ofMinutes(10);

  @TempDir Path temp;
  private ModelStore store;
  private Workers workers;
  private final AtomicLong now = new AtomicLong(5);

  @BeforeEach
  void load() {
    store =
        new ModelStore(
            LoadSettings.standard()
                .withReload(ReloadSettings.standard().withSettled(Duration.ZERO)));
    serve(BURST, new VersionPolicy.Latest(1));
    workers = new Workers(new BatchSettings(2, 64, LONG, 100_000));
  }

  private void serve(Path folder, VersionPolicy policy) {
    store.configure(List.of(new ModelConfig("burst", folder, policy, Map.of())));
    while (store.refresh()) {
      Thread.onSpinWait();
    }
  }

  @AfterEach
  void release() {
    workers.close();
    store.close();
    assertEquals(0, store.open(), "versions that somebody still holds");
  }

  private StepEngine engine(SessionSettings settings) {
    return new StepEngine(store, workers, settings, now::get);
  }

  private static SessionSettings settings(int most, long bytes, boolean evict, boolean end) {
    return new SessionSettings(Duration.ofSeconds(100), most, bytes, evict, end);
  }

  private static StepRequest request(String session, boolean start, boolean end, float... values) {
    return new StepRequest(
        MODEL,
        Optional.ofNullable(session),
        start,
        end,
        Optional.empty(),
        false,
        values.length,
        values,
        Deadline.after(LONG));
  }

  private static StepRequest keeping(Optional<float[]> state, float... values) {
    return new StepRequest(
        MODEL,
        Optional.empty(),
        false,
        false,
        state,
        true,
        values.length,
        values,
        Deadline.after(LONG));
  }

  private static Refusal refusal(CompletableFuture<StepAnswer> answer) {
    return (Refusal) assertThrows(CompletionException.class, answer::join).getCause();
  }

  private static float[] sequence(Random random, int steps) {
    float[] values = new float[steps];
    for (int i = 0; i < steps; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** What the model gives at each step of whole sequences [sequences][steps * 2]. */
  private List<float[]> whole(List<float[]> sequences) {
    Engine engine = new Engine(store, workers);
    float[] all = new float[sequences.size() * STEPS];
    for (int i = 0; i < sequences.size(); i++) {
      float[] one = sequences.get(i);
      System.arraycopy(one, 0, all, i * STEPS, one.length);
    }
    FloatBuffer found =
        engine
            .answer(
                new ModelRequest(
                    MODEL,
                    Optional.empty(),
                    Map.of("inputs", TensorValue.ofFloats(all, sequences.size(), STEPS, 1)),
                    List.of("probabilities"),
                    Deadline.after(LONG)))
            .join()
            .outputs()
            .get("probabilities")
            .numbers()
            .asFloatBuffer();
    List<float[]> rows = new ArrayList<>();
    for (int i = 0; i < sequences.size(); i++) {
      float[] row = new float[2 * STEPS];
      found.get(row);
      rows.add(row);
    }
    return rows;
  }

  /** Keeps both threads until it is told to go on. */
  private Runnable pause() throws InterruptedException {
    Pause one = Pause.of(workers, store.lease(MODEL));
    Pause other = Pause.of(workers, store.lease(MODEL));
    return () -> {
      one.end();
      other.end();
    };
  }

  @Test
  void givesManySessionsWhatTheirSequencesGive() {
    int count = 1000;
    Random random = new Random(11);
    List<float[]> sequences = new ArrayList<>();
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sequences.add(sequence(random, 1 + random.nextInt(25)));
      for (int step = 0; step < sequences.get(i).length; step++) {
        order.add(i);
      }
    }
    java.util.Collections.shuffle(order, random);
    List<float[]> expected = whole(sequences);
    try (StepEngine engine = engine(SessionSettings.standard())) {
      int[] next = new int[count];
      Map<CompletableFuture<StepAnswer>, int[]> open = new HashMap<>();
      while (!order.isEmpty()) {
        // Some steps of a session in a request of their own, some together, many in flight.
        List<Integer> part = order.subList(0, Math.min(order.size(), 1 + random.nextInt(3000)));
        for (int i : List.copyOf(part)) {
          float[] all = sequences.get(i);
          int from = next[i];
          if (from == all.length) {
            continue;
          }
          int to = Math.min(all.length, from + 1 + random.nextInt(3));
          next[i] = to;
          open.put(
              engine.step(
                  request(
                      "s" + i,
                      from == 0,
                      to == all.length,
                      java.util.Arrays.copyOfRange(all, from, to))),
              new int[] {i, from, to});
        }
        part.clear();
      }
      open.forEach(
          (answer, at) -> {
            StepAnswer found = answer.join();
            assertEquals(at[2], found.taken());
            assertArrayEquals(
                java.util.Arrays.copyOfRange(expected.get(at[0]), 2 * at[1], 2 * at[2]),
                found.outputs(),
                1e-6f);
          });
      assertEquals(0, engine.count());
      assertEquals(0, engine.bytes());
      assertTrue(workers.statistics().summary("burst", 1).computed().count() < open.size());
    }
  }

  @Test
  void keepsNanToItsOwnSession() throws InterruptedException {
    float[] values = sequence(new Random(5), 6);
    float[] expected = whole(List.of(values)).get(0);
    try (StepEngine engine = engine(SessionSettings.standard())) {
      for (int step = 0; step < 6; step++) {
        Runnable end = pause();
        List<CompletableFuture<StepAnswer>> answers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
          float value = i % 3 == 1 ? Float.NaN : values[step];
          answers.add(engine.step(request("s" + i, step == 0, false, value)));
        }
        end.run();
        for (int i = 0; i < 20; i++) {
          float[] found = answers.get(i).join().outputs();
          if (i % 3 == 1) {
            assertTrue(Float.isNaN(found[0]));
          } else {
            assertEquals(expected[2 * step], found[0], 1e-6f);
          }
        }
      }
      float[] again = engine.step(request("s1", true, false, values[0])).join().outputs();
      assertEquals(expected[0], again[0], 1e-6f);
    }
  }

  @Test
  void givesAndTakesTheState() {
    float[] values = sequence(new Random(6), 9);
    float[] expected = whole(List.of(values)).get(0);
    try (StepEngine engine = engine(SessionSettings.standard())) {
      Optional<float[]> state = Optional.empty();
      for (int step = 0; step < 5; step++) {
        StepAnswer answer = engine.step(keeping(state, values[step])).join();
        assertEquals(expected[2 * step], answer.outputs()[0], 1e-6f);
        assertEquals(1, answer.taken());
        state = answer.state();
      }
      assertEquals(0, engine.count());
      // A session goes on from where the client was.
      StepRequest started =
          new StepRequest(
              MODEL,
              Optional.of("s"),
              true,
              false,
              state,
              true,
              1,
              new float[] {values[5]},
              Deadline.after(LONG));
      StepAnswer sixth = engine.step(started).join();
      assertEquals(expected[10], sixth.outputs()[0], 1e-6f);
      StepAnswer seventh = engine.step(request("s", false, false, values[6])).join();
      assertEquals(expected[12], seventh.outputs()[0], 1e-6f);
      assertEquals(Optional.empty(), seventh.state());
      // The state that was given is the client's own.
      StepAnswer other = engine.step(keeping(sixth.state(), values[6])).join();
      assertEquals(expected[12], other.outputs()[0], 1e-6f);
      int size = sixth.state().orElseThrow().length;
      assertEquals(
          "'state': expected the " + size + " numbers that a step returned, found 3",
          refusal(engine.step(keeping(Optional.of(new float[3]), values[0]))).getMessage());
      StepRequest both =
          new StepRequest(
              MODEL,
              Optional.of("s"),
              false,
              false,
              sixth.state(),
              true,
              1,
              new float[] {1},
              Deadline.after(LONG));
      assertTrue(refusal(engine.step(both)).getMessage().contains("has a state of its own"));
    }
  }

  @Test
  void refusesTheStepsBehindOneThatWasRefused() throws InterruptedException {
    float[] values = sequence(new Random(8), 4);
    float[] expected = whole(List.of(values)).get(0);
    try (StepEngine engine = engine(SessionSettings.standard())) {
      StepAnswer first = engine.step(request("s", true, false, values[0])).join();
      assertEquals(expected[0], first.outputs()[0], 1e-6f);
      Runnable end = pause();
      AtomicLong clock = new AtomicLong();
      StepRequest second = request("s", false, false, values[1]);
      CompletableFuture<StepAnswer> late =
          engine.step(
              new StepRequest(
                  MODEL,
                  second.session(),
                  false,
                  false,
                  Optional.empty(),
                  false,
                  1,
                  second.values(),
                  Deadline.after(Duration.ofHours(1), clock::get)));
      List<CompletableFuture<StepAnswer>> behind = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        behind.add(engine.step(request("s", false, i == 4, values[2])));
      }
      clock.set(Duration.ofHours(2).toNanos());
      end.run();
      assertEquals(Status.DEADLINE_EXCEEDED, refusal(late).status());
      for (CompletableFuture<StepAnswer> one : behind) {
        assertEquals(Status.ABORTED, refusal(one).status());
        assertTrue(refusal(one).getMessage().startsWith("a step before this one did not run"));
      }
    }
  }

  @Test
  void refusesTheStepsBehindTheLast() throws InterruptedException {
    try (StepEngine engine = engine(SessionSettings.standard())) {
      Runnable end = pause();
      CompletableFuture<StepAnswer> first = engine.step(request("s", true, false, 1));
      CompletableFuture<StepAnswer> last = engine.step(request("s", false, true, 2));
      CompletableFuture<StepAnswer> behind = engine.step(request("s", false, false, 3));
      end.run();
      assertEquals(1, first.join().taken());
      assertEquals(2, last.join().taken());
      assertEquals("the session ended before this step", refusal(behind).getMessage());
      assertEquals(0, engine.count());
    }
  }

  @Test
  void endsSessionsAsTold() {
    try (StepEngine engine = engine(settings(3, 1 << 20, false, false))) {
      assertTrue(
          refusal(engine.step(request("a", false, false, 1)))
              .getMessage()
              .equals(
                  "session 'a' of model burst is not known; its first request must have start: true"
                      + " (sequence_start)"));
      engine.step(request("a", true, false, 1)).join();
      engine.step(request("a", false, true, 1)).join();
      now.addAndGet(Duration.ofSeconds(7).toNanos());
      Refusal ended = refusal(engine.step(request("a", false, false, 1)));
      assertEquals(Status.NOT_FOUND, ended.status());
      assertTrue(ended.getMessage().contains("ended 7 s ago: its client ended it"));
      engine.step(request("b", true, false, 1)).join();
      engine.end(MODEL, "b");
      assertThrows(Refusal.class, () -> engine.end(MODEL, "b"));
      // Idle for too long, and just not.
      engine.step(request("c", true, false, 1)).join();
      now.addAndGet(Duration.ofSeconds(100).toNanos());
      assertEquals(2, engine.step(request("c", false, false, 1)).join().taken());
      now.addAndGet(Duration.ofSeconds(101).toNanos());
      assertTrue(
          refusal(engine.step(request("c", false, false, 1)))
              .getMessage()
              .contains("it was idle for 100 s"));
      engine.step(request("d", true, false, 1)).join();
      now.addAndGet(Duration.ofSeconds(101).toNanos());
      engine.reap();
      assertEquals(0, engine.count());
      assertEquals(0, engine.bytes());
      // As many as may be.
      for (String name : List.of("e", "f", "g", "e")) {
        assertEquals(1, engine.step(request(name, true, false, 1)).join().taken());
      }
      Refusal full = refusal(engine.step(request("h", true, false, 1)));
      assertEquals(Status.UNAVAILABLE, full.status());
      assertTrue(full.retryAfter().isPresent());
      Refusal unknown =
          refusal(
              engine.step(
                  new StepRequest(
                      ModelName.newest("nobody"),
                      Optional.of("a"),
                      false,
                      false,
                      Optional.empty(),
                      false,
                      1,
                      new float[1],
                      Deadline.after(LONG))));
      assertTrue(unknown.getMessage().contains("Latest(nobody)"));
      assertTrue(
          refusal(engine.step(request("x".repeat(257), true, false, 1)))
              .getMessage()
              .contains("257 characters"));
    }
  }

  @Test
  void makesRoomWhereItMay() throws InterruptedException {
    try (StepEngine engine = engine(settings(3, 1 << 20, true, false))) {
      for (String name : List.of("a", "b", "c")) {
        engine.step(request(name, true, false, 1)).join();
      }
      engine.step(request("a", false, false, 1)).join();
      Runnable end = pause();
      // The oldest one has work to do, so the next one goes.
      CompletableFuture<StepAnswer> busy = engine.step(request("b", false, false, 1));
      CompletableFuture<StepAnswer> newest = engine.step(request("a", false, false, 1));
      CompletableFuture<StepAnswer> fresh = engine.step(request("d", true, false, 1));
      end.run();
      assertEquals(2, busy.join().taken());
      assertEquals(3, newest.join().taken());
      assertEquals(1, fresh.join().taken());
      assertTrue(
          refusal(engine.step(request("c", false, false, 1)))
              .getMessage()
              .contains("it made room for others"));
      assertEquals(3, engine.count());
    }
    int bytes;
    try (StepEngine engine = engine(SessionSettings.standard())) {
      engine.step(request("a", true, false, 1)).join();
      bytes = (int) engine.bytes();
      assertTrue(bytes > 0);
    }
    try (StepEngine engine = engine(settings(100, 2L * bytes, true, false))) {
      for (String name : List.of("a", "b", "c")) {
        engine.step(request(name, true, false, 1)).join();
      }
      assertEquals(2, engine.count());
      assertEquals(2L * bytes, engine.bytes());
    }
    try (StepEngine engine = engine(settings(100, bytes - 1, true, false))) {
      assertEquals(Status.UNAVAILABLE, refusal(engine.step(request("a", true, false, 1))).status());
    }
  }

  @Test
  void forgetsASessionWhoseFirstStepsWereRefused() throws InterruptedException {
    workers.close();
    workers = new Workers(new BatchSettings(1, 64, LONG, 1));
    try (StepEngine engine = engine(SessionSettings.standard())) {
      Pause pause = Pause.of(workers, store.lease(MODEL));
      CompletableFuture<StepAnswer> waits = engine.step(request("a", true, false, 1));
      assertEquals(Status.UNAVAILABLE, refusal(engine.step(request("b", true, false, 1))).status());
      assertTrue(
          refusal(engine.step(request("b", false, false, 1)))
              .getMessage()
              .contains("its first steps were refused"));
      pause.end();
      assertEquals(1, waits.join().taken());
    }
  }

  @Test
  void goesOnWithItsVersionOrEnds() throws IOException {
    for (String number : List.of("1", "2")) {
      copy(BURST, temp.resolve("two").resolve(number));
    }
    float[] values = sequence(new Random(9), 3);
    float[] expected = whole(List.of(values)).get(0);
    for (boolean ends : new boolean[] {false, true}) {
      serve(temp.resolve("two"), new VersionPolicy.Specific(Set.of(1L)));
      try (StepEngine engine = engine(settings(9, 1 << 20, false, ends))) {
        assertEquals(1, engine.step(request("s", true, false, values[0])).join().version());
        serve(temp.resolve("two"), new VersionPolicy.Specific(Set.of(2L)));
        engine.reap();
        CompletableFuture<StepAnswer> next = engine.step(request("s", false, false, values[1]));
        if (ends) {
          assertTrue(refusal(next).getMessage().contains("its version of the model was replaced"));
        } else {
          assertEquals(1, next.join().version());
          assertEquals(expected[2], next.join().outputs()[0], 1e-6f);
          ModelName second = new ModelName("burst", Optional.of(2L), Optional.empty());
          StepRequest other =
              new StepRequest(
                  second,
                  Optional.of("s"),
                  false,
                  false,
                  Optional.empty(),
                  false,
                  1,
                  new float[1],
                  Deadline.after(LONG));
          assertTrue(refusal(engine.step(other)).getMessage().contains("goes on with version 1"));
        }
        assertEquals(2, engine.step(request("s", true, false, values[0])).join().version());
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }

  @Test
  void refusesOtherModelsAndSteps() throws IOException {
    try (StepEngine engine = engine(SessionSettings.standard())) {
      StepRequest none = request("s", true, false);
      assertEquals(
          "expected steps of 1 features, found 0 numbers for 0 steps",
          refusal(engine.step(none)).getMessage());
      assertEquals(0, engine.count());
      assertFalse(engine.step(request("s", true, false, 1)).isCompletedExceptionally());
    }
  }
}
