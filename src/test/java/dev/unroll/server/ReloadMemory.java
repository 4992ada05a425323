package dev.unroll.server;

import dev.unroll.internal.server.model.ModelStore;
import dev.unroll.internal.server.model.ModelVersion;
import dev.unroll.internal.server.model.ToyModels;
import dev.unroll.internal.server.request.ModelName;
import dev.unroll.internal.server.warmup.AutomaticWarmup;
import dev.unroll.server.settings.LoadSettings;
import dev.unroll.server.settings.ModelConfig;
import dev.unroll.server.settings.ReloadSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How much memory a program holds after one version has taken another's place again and again. To
 * be run by hand, on Linux: the folder of a SavedModel, and how often (50 where it is not said).
 * With {@code -Xms128m -Xmx128m -XX:+AlwaysPreTouch} the heap does not grow, and native memory
 * shows.
 */
final class ReloadMemory {

  private static final int MOST_ROWS = 64;

  private ReloadMemory() {}

  public static void main(String[] args) throws IOException {
    Path model = Path.of(args[0]);
    int reloads = args.length > 1 ? Integer.parseInt(args[1]) : 50;
    Path base = Files.createTempDirectory("unroll-reloads-");
    long fifth = 0;
    try (ModelStore store =
        new ModelStore(
            LoadSettings.standard()
                .withReload(ReloadSettings.standard().withSettled(Duration.ZERO)),
            new AutomaticWarmup(MOST_ROWS))) {
      store.configure(List.of(ModelConfig.of("m", base)));
      for (int number = 1; number <= reloads; number++) {
        ToyModels.copy(model, base.resolve(Integer.toString(number)));
        long begin = System.nanoTime();
        while (store.refresh()) {}
        long millis = (System.nanoTime() - begin) / 1_000_000;
        try (ModelVersion.Lease lease = store.lease(ModelName.newest("m"))) {
          if (lease.version().number() != number) {
            throw new IllegalStateException(store.statuses(ModelName.newest("m")).toString());
          }
        }
        if (number == 5) {
          fifth = resident();
        }
        if (number % 5 == 0) {
          System.out.printf(
              "%3d reloads: %,d KiB resident, %+.1f %% over the fifth; %d open, %d ms%n",
              number, resident(), 100.0 * (resident() - fifth) / fifth, store.open(), millis);
        }
      }
    }
  }

  /** Memory of this process, in KiB. */
  private static long resident() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
