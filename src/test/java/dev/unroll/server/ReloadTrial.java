package dev.unroll.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * New versions of a model while it is asked at half of what it can answer: each is copied file by
 * file to its place, and older ones are removed. No answer fails, none is by a version that was not
 * whole when it came, and memory does not grow. Arguments: minutes with reloads (10), seconds
 * between two (2), share of the capacity (0.5).
 */
final class ReloadTrial {

  private static final int CLIENTS = 32;
  private static final int CONNECTIONS = 200;
  private static final int KEPT = 2;
  private static final double MOST_TIMES_SLOWER = 2;
  private static final double MOST_GROWTH = 10;

  /** Reloads from which on memory is compared: what comes once has come. */
  private static final int SETTLED = 5;

  private final Path base;
  private final Map<Integer, Long> whole = new ConcurrentHashMap<>();
  private final AtomicInteger newest = new AtomicInteger();

  private ReloadTrial(Path base) {
    this.base = base;
  }

  private void add() {
    int number = newest.incrementAndGet();
    try {
      Folders.copy(HarRequests.MODEL.resolve("1"), base.resolve(Integer.toString(number)));
      whole.put(number, System.nanoTime());
      if (number > KEPT) {
        Folders.delete(base.resolve(Integer.toString(number - KEPT)));
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Asks for the state of the model; the newest version that is available. */
  private static int served(ServerProcess server) throws IOException {
    try (KeptConnection connection = new KeptConnection(server.http())) {
      KeptConnection.Answer answer = connection.ask(HarRequests.binary(""));
      return Integer.parseInt(answer.header("unroll-model-version").orElse("-1"));
    }
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    double minutes = args.length > 0 ? Double.parseDouble(args[0]) : 10;
    double between = args.length > 1 ? Double.parseDouble(args[1]) : 2;
    double share = args.length > 2 ? Double.parseDouble(args[2]) : 0.5;
    Findings findings = new Findings();
    HarRequests har = HarRequests.byTheModel();
    Path base = Files.createTempDirectory("unroll-reload-");
    ReloadTrial trial = new ReloadTrial(base);
    trial.add();
    try (ServerProcess server = ServerProcess.start(base, "--name", "har")) {
      ClosedLoop.rate(server.http(), CLIENTS, HarRequests.json(""), 8);
      double capacity = ClosedLoop.rate(server.http(), CLIENTS, HarRequests.json(""), 8);
      findings.note("capacity, 32 clients that wait", "%.0f/s", capacity);
      AtomicInteger early = new AtomicInteger();
      Map<Integer, Integer> seen = new ConcurrentHashMap<>();
      try (OpenLoop load =
          new OpenLoop(
              server.http(),
              CONNECTIONS,
              List.of(HarRequests.json(""), HarRequests.binary("")),
              (number, answer) -> {
                int version = answer.version();
                seen.merge(version, 1, Integer::sum);
                Long since = trial.whole.get(version);
                if (since == null || since > System.nanoTime()) {
                  early.incrementAndGet();
                }
                return number == 0 ? har.right(answer.text()) : har.rightBinary(answer.body());
              })) {
        double rate = share * capacity;
        load.run(rate, 5, 1);
        double quiet = Math.min(60, 20 + minutes * 6);
        OpenLoop.Tally before = load.run(rate, quiet, 2);
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        long[] fifth = new long[1];
        long[] fiftieth = new long[1];
        AtomicInteger failed = new AtomicInteger();
        var unused =
            clock.scheduleAtFixedRate(
                () -> {
                  try {
                    trial.add();
                    int reloads = trial.newest.get() - 1;
                    if (reloads == SETTLED + 2) {
                      // Seen, loaded and closed, the fifth is.
                      fifth[0] = server.resident();
                    }
                    if (reloads == 52) {
                      fiftieth[0] = server.resident();
                    }
                    if (reloads % 10 == 0) {
                      findings.note(
                          "memory after " + reloads + " reloads",
                          "%,d KiB, %d threads",
                          server.resident(),
                          server.threads());
                    }
                  } catch (IOException | RuntimeException e) {
                    failed.incrementAndGet();
                    System.out.println("the trial failed: " + e);
                  }
                },
                0,
                (long) (between * 1000),
                TimeUnit.MILLISECONDS);
        double used = server.processorSeconds();
        OpenLoop.Tally during = load.run(rate, 60 * minutes, 3);
        used = server.processorSeconds() - used;
        clock.shutdown();
        boolean ended = clock.awaitTermination(10, TimeUnit.SECONDS);
        ServerProcess.pause(6000);
        int versions = seen.size();
        int last = served(server);
        long memory = server.resident();
        OpenLoop.Tally after = load.run(rate, quiet, 4);
        double normal = Math.max(before.accepted().millis(0.99), after.accepted().millis(0.99));
        findings.note("asked", "%.0f/s, %,d", rate, during.due());
        findings.note("processors that the server took", "%.2f", used / 60 / minutes);
        findings.note("p50 before, during, after", "%s", millis(0.5, before, during, after));
        findings.note("p99 before, during, after", "%s", millis(0.99, before, during, after));
        findings.note("p99.9 before, during, after", "%s", millis(0.999, before, during, after));
        findings.note("versions copied, that answered", "%d, %d", trial.newest.get(), versions);
        findings.holds("the trial itself", ended && failed.get() == 0, "failed");
        findings.atMost(
            "answers that failed",
            during.due() - during.code(200) + before.due() - before.code(200),
            0,
            "");
        findings.atMost("answers that are wrong", during.wrong(), 0, "");
        findings.atMost("answers by versions that were not whole", early.get(), 0, "");
        findings.atMost("versions behind at the end", trial.newest.get() - last, 0, "");
        findings.atMost(
            "p99 during", during.accepted().millis(0.99), MOST_TIMES_SLOWER * normal, "ms");
        if (fiftieth[0] > 0) {
          findings.note("memory after the fifth", "%,d KiB", fifth[0]);
          findings.atMost(
              "  and after the fiftieth", growth(fiftieth[0], fifth[0]), MOST_GROWTH, "%");
          findings.atMost("  and after the last", growth(memory, fifth[0]), MOST_GROWTH, "%");
        } else {
          findings.note("memory at the end", "%,d KiB", memory);
        }
        findings.atMost("versions held open", server.metric("unroll_open_versions"), 1, "");
      }
      findings.holds("it said nothing", server.messages().isBlank(), server.messages());
    } finally {
      Folders.delete(base);
    }
    findings.end();
  }

  private static double growth(long memory, long before) {
    return 100.0 * (memory - before) / before;
  }

  private static String millis(
      double share, OpenLoop.Tally before, OpenLoop.Tally during, OpenLoop.Tally after) {
    return String.format(
        java.util.Locale.ROOT,
        "%.2f, %.2f, %.2f ms",
        before.accepted().millis(share),
        during.accepted().millis(share),
        after.accepted().millis(share));
  }
}
