package dev.unroll.internal.server.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.internal.server.request.ModelName;
import dev.unroll.server.settings.LoadSettings;
import dev.unroll.server.settings.ModelConfig;
import dev.unroll.server.settings.ReloadSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions that are used by many threads while others take their place. */
class LeaseTest {

  private static final int THREADS = 4;
  private static final int VERSIONS = 30;

  @TempDir Path temp;

  /**
   * Odd versions are of one model, even ones of another: an answer tells which was used, and none
   * fails, comes from another version, or from one older than the caller has seen.
   */
  @Test
  void noVersionIsClosedWhileItIsUsed() throws Exception {
    List<Path> made = List.of(temp.resolve("even"), temp.resolve("odd"));
    Path base = Files.createDirectories(temp.resolve("toy"));
    float[] expected = new float[2];
    ModelStore store =
        new ModelStore(
            LoadSettings.standard()
                .withReload(ReloadSettings.standard().withSettled(Duration.ZERO)));
    store.configure(List.of(ModelConfig.of("toy", base)));
    for (int i = 0; i < 2; i++) {
      ToyModels.write(made.get(i), i + 1);
      ModelVersion version =
          ModelVersion.load("toy", 1, made.get(i), LoadSettings.standard(), Runnable::run);
      expected[i] = ToyModels.predicted(version);
      version.retire();
    }
    put(store, made, base, 1);
    AtomicBoolean done = new AtomicBoolean();
    AtomicInteger answers = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    List<Future<?>> ended = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      ended.add(threads.submit(() -> ask(store, expected, done, answers)));
    }
    int most = 0;
    for (long number = 2; number <= VERSIONS; number++) {
      put(store, made, base, number);
      most = Math.max(most, store.open());
    }
    done.set(true);
    for (Future<?> one : ended) {
      one.get();
    }
    threads.shutdown();
    assertTrue(answers.get() > 0);
    assertTrue(most <= 2 + THREADS, "open versions: " + most);
    store.close();
    assertEquals(0, store.open());
  }

  private static void put(ModelStore store, List<Path> made, Path base, long number)
      throws IOException {
    ToyModels.copy(made.get((int) (number % 2)), base.resolve(Long.toString(number)));
    while (store.refresh()) {}
    assertEquals(List.of(number), store.versions("toy"));
  }

  private static void ask(
      ModelStore store, float[] expected, AtomicBoolean done, AtomicInteger answers) {
    long seen = 0;
    while (!done.get()) {
      try (ModelVersion.Lease lease = store.lease(ModelName.newest("toy"))) {
        long number = lease.version().number();
        assertTrue(number >= seen, number + " after " + seen);
        seen = number;
        assertEquals(expected[(int) (number % 2)], ToyModels.predicted(lease.version()), 1e-5f);
        answers.incrementAndGet();
      }
    }
  }
}
