package dev.unroll.server;

import dev.unroll.internal.server.proto.GRPCInferenceServiceGrpc;
import dev.unroll.internal.server.proto.PredictionServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Half of what a server can answer, for long and of all kinds: TensorFlow Serving's and the Open
 * Inference Protocol's requests over HTTP and gRPC, sessions that begin and end, requests that are
 * wrong, connections that come and go, clients that are slow. Memory, threads and descriptors stay
 * as they are. Arguments: minutes (30), share of the capacity (0.5).
 */
final class SoakTrial {

  private static final int CLIENTS = 32;
  private static final int CONNECTIONS = 100;
  private static final int SLOW = 10;
  private static final double SAMPLE_SECONDS = 2;
  private static final double BEGINNING = 0.2;
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");

  private final HarRequests har;
  private final ServerProcess server;
  private final long end;
  private final Map<String, AtomicInteger> counts = new ConcurrentSkipListMap<>();
  private final AtomicInteger wrong = new AtomicInteger();
  private final List<Thread> threads = new ArrayList<>();

  private SoakTrial(HarRequests har, ServerProcess server, double seconds) {
    this.har = har;
    this.server = server;
    this.end = System.nanoTime() + (long) (seconds * 1e9);
  }

  private void count(String what) {
    counts.computeIfAbsent(what, added -> new AtomicInteger()).incrementAndGet();
  }

  private void right(boolean right) {
    if (!right) {
      wrong.incrementAndGet();
    }
  }

  /** Something done again and again. */
  @FunctionalInterface
  private interface Doing {
    void now(int number) throws IOException;
  }

  /** Does something so often a second on average until the end, on a thread of its own. */
  private void often(String name, double rate, Doing doing) {
    Thread thread =
        new Thread(
            () -> {
              Random random = new Random(name.hashCode());
              double next = System.nanoTime();
              for (int i = 0; System.nanoTime() < end; i++) {
                next -= Math.log(1 - random.nextDouble()) / rate * 1e9;
                long wait = (long) (next - System.nanoTime()) / 1_000_000;
                if (wait > 0) {
                  ServerProcess.pause(wait);
                }
                try {
                  doing.now(i);
                } catch (IOException e) {
                  count(name + ": " + e.getClass().getSimpleName());
                }
              }
            },
            name);
    threads.add(thread);
    thread.start();
  }

  private void overGrpc(ManagedChannel channel, double rate) {
    var predict = HarRequests.predict();
    var infer = HarRequests.infer();
    for (int i = 0; i < 4; i++) {
      often(
          "gRPC " + i,
          rate / 4,
          number -> {
            try {
              right(
                  number % 2 == 0
                      ? har.right(PredictionServiceGrpc.newBlockingStub(channel).predict(predict))
                      : har.right(
                          GRPCInferenceServiceGrpc.newBlockingStub(channel).modelInfer(infer)));
              count("gRPC OK");
            } catch (StatusRuntimeException e) {
              count("gRPC " + e.getStatus().getCode());
            }
          });
    }
  }

  /** Sessions of ten steps; each third is left to itself. */
  private void sessions(double rate) throws IOException {
    KeptConnection connection = new KeptConnection(server.http());
    String step = "[0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]";
    often(
        "sessions",
        rate,
        number -> {
          int session = number / 10;
          String body =
              "{\"session\": \"soak-"
                  + session
                  + "\", \"start\": "
                  + (number % 10 == 0)
                  + ", \"end\": "
                  + (number % 10 == 9 && session % 3 > 0)
                  + ", \"steps\": ["
                  + step
                  + "]}";
          count(
              "step "
                  + connection
                      .ask(
                          KeptConnection.request(
                              "POST /v1/models/har:step",
                              body.getBytes(StandardCharsets.UTF_8),
                              ""))
                      .status());
        });
  }

  private void visitors(double rate) {
    byte[] request = HarRequests.json("");
    often(
        "visitors",
        rate,
        number -> {
          try (KeptConnection connection = new KeptConnection(server.http())) {
            if (number % 4 > 0) {
              KeptConnection.Answer answer = connection.ask(request);
              count("visitor " + answer.status());
              right(answer.status() != 200 || har.right(answer.text()));
            } else {
              // Gone in the midst of it.
              connection.send(request, 0, request.length - number % request.length);
            }
          }
        });
    often(
        "looks",
        1,
        number -> {
          try (KeptConnection connection = new KeptConnection(server.http())) {
            for (String path : List.of("/metrics", "/v2/health/ready", "/", "/v1/models/har")) {
              count(
                  "look "
                      + connection
                          .ask(KeptConnection.request("GET " + path, new byte[0], ""))
                          .status());
            }
          }
        });
  }

  private void bad(double rate) {
    HttpFuzz fuzz = new HttpFuzz(server.http());
    often(
        "bad",
        rate,
        number -> {
          Matcher matcher = STATUS.matcher(fuzz.ask(number));
          while (matcher.find()) {
            count("bad " + matcher.group(1));
          }
        });
  }

  private void slow() {
    byte[] request = HarRequests.json("");
    for (int i = 0; i < SLOW; i++) {
      often(
          "slow " + i,
          1,
          number -> {
            try (KeptConnection connection = new KeptConnection(server.http())) {
              for (int at = 0; at < 30 && System.nanoTime() < end; at++) {
                connection.send(request, at, at + 1);
                ServerProcess.pause(500);
              }
              count("slow " + connection.answer().status());
            }
          });
    }
  }

  private List<double[]> watch() throws IOException {
    List<double[]> samples = new ArrayList<>();
    long begin = System.nanoTime();
    while (System.nanoTime() < end) {
      ServerProcess.pause((long) (SAMPLE_SECONDS * 1000));
      samples.add(
          new double[] {
            (System.nanoTime() - begin) / 1e9,
            server.resident() / 1024.0,
            server.threads(),
            server.descriptors()
          });
    }
    return samples;
  }

  /** What a straight line through samples gains from the first to the last. */
  private static double gain(List<double[]> samples, int of) {
    double meanTime = samples.stream().mapToDouble(sample -> sample[0]).average().orElse(0);
    double mean = mean(samples, of);
    double product = 0;
    double square = 0;
    for (double[] sample : samples) {
      product += (sample[0] - meanTime) * (sample[of] - mean);
      square += (sample[0] - meanTime) * (sample[0] - meanTime);
    }
    return product / square * (samples.get(samples.size() - 1)[0] - samples.get(0)[0]);
  }

  private static double mean(List<double[]> samples, int of) {
    return samples.stream().mapToDouble(sample -> sample[of]).average().orElse(0);
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    double minutes = args.length > 0 ? Double.parseDouble(args[0]) : 30;
    double share = args.length > 1 ? Double.parseDouble(args[1]) : 0.5;
    Findings findings = new Findings();
    HarRequests har = HarRequests.byTheModel();
    try (ServerProcess server =
        ServerProcess.start(HarRequests.MODEL, "--name", "har", "--session-idle", "60")) {
      ClosedLoop.rate(server.http(), CLIENTS, HarRequests.json(""), 8);
      double capacity = ClosedLoop.rate(server.http(), CLIENTS, HarRequests.json(""), 8);
      findings.note("capacity, 32 clients that wait", "%.0f/s", capacity);
      double rate = share * capacity;
      double seconds = minutes * 60;
      SoakTrial trial = new SoakTrial(har, server, seconds);
      ManagedChannel channel =
          NettyChannelBuilder.forAddress("127.0.0.1", server.grpc()).usePlaintext().build();
      try (OpenLoop load =
          new OpenLoop(
              server.http(),
              CONNECTIONS,
              List.of(HarRequests.json(""), HarRequests.binary("")),
              (number, answer) ->
                  number == 0 ? har.right(answer.text()) : har.rightBinary(answer.body()))) {
        OpenLoop.Tally[] tally = new OpenLoop.Tally[1];
        trial.often(
            "load",
            1000,
            number -> {
              if (number == 0) {
                tally[0] = load.run(0.6 * rate, seconds, 1);
              }
            });
        trial.overGrpc(channel, 0.25 * rate);
        trial.sessions(0.1 * rate);
        trial.visitors(20);
        trial.bad(10);
        trial.slow();
        List<double[]> samples = trial.watch();
        for (Thread thread : trial.threads) {
          thread.join();
        }
        channel.shutdownNow();
        tally[0].codes().forEach((code, times) -> findings.note("load " + code, "%,d", times));
        trial.counts.forEach((what, times) -> findings.note(what, "%,d", times.get()));
        findings.note("load, p50", "%.2f ms", tally[0].accepted().millis(0.5));
        findings.note("load, p99", "%.2f ms", tally[0].accepted().millis(0.99));
        List<double[]> settled =
            samples.subList((int) (BEGINNING * samples.size()), samples.size());
        for (int i = 0; i < 10; i++) {
          double[] sample = samples.get(i * (samples.size() - 1) / 9);
          findings.note(
              String.format(java.util.Locale.ROOT, "at %.0f s", sample[0]),
              "%.1f MiB, %.0f threads, %.0f descriptors",
              sample[1],
              sample[2],
              sample[3]);
        }
        findings.atMost(
            "memory that came after the first fifth",
            gain(settled, 1),
            0.05 * mean(settled, 1),
            "MiB");
        findings.atMost("threads that came", gain(settled, 2), 1, "");
        findings.atMost("descriptors that came", gain(settled, 3), 0.05 * mean(settled, 3) + 2, "");
        findings.atMost("answers that are wrong", trial.wrong.get() + tally[0].wrong(), 0, "");
        findings.atMost("connections closed under a request", tally[0].lost(), 0, "");
        findings.holds(
            "no 5.. but 501, 503, 504, 505",
            java.util.stream.Stream.concat(
                    trial.counts.keySet().stream(),
                    tally[0].codes().keySet().stream().map(code -> "load " + code))
                .noneMatch(
                    what ->
                        (what.matches(".* 5\\d\\d") && !what.matches(".* 50[1345]"))
                            || what.matches("gRPC (UNKNOWN|INTERNAL)")),
            "found");
      }
      findings.holds("it said nothing", server.messages().isBlank(), server.messages());
    }
    findings.end();
  }
}
