package dev.unroll.server;

import dev.unroll.internal.server.proto.GRPCInferenceServiceGrpc;
import dev.unroll.internal.server.proto.PredictionServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * SIGTERM while 32 clients of each protocol ask as fast as they are answered. What the server has
 * accepted it answers: each request has an answer that is whole and right; or the connection was
 * closed, or the call refused as not processed, and the server's access log does not know of it.
 * (Of those that it knows of but that have no answer, the answer was lost.) Arguments: how often
 * (20), seed (1).
 */
final class StopTrial {

  private static final int CLIENTS = 32;
  private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");
  private static final Metadata.Key<String> REQUEST_ID =
      Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);

  private final HarRequests har;
  private final ServerProcess server;

  /** What was asked for and not answered, by why. */
  private final Map<String, String> unanswered = new ConcurrentHashMap<>();

  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger wrong = new AtomicInteger();
  private final AtomicLong lastAnswer = new AtomicLong();

  private StopTrial(HarRequests har, ServerProcess server) {
    this.har = har;
    this.server = server;
  }

  /** Asks once by a name; false where it is no use to go on. */
  @FunctionalInterface
  private interface Asking {
    boolean ask(String id) throws IOException;
  }

  private boolean count(boolean right) {
    lastAnswer.accumulateAndGet(System.nanoTime(), Math::max);
    answered.incrementAndGet();
    if (!right) {
      wrong.incrementAndGet();
    }
    return true;
  }

  private Thread client(String name, Asking asking) {
    Thread thread =
        new Thread(
            () -> {
              String id = "";
              try {
                int i = 0;
                do {
                  id = name + "-" + i++;
                } while (asking.ask(id));
              } catch (IOException e) {
                unanswered.put(id, e.getClass().getSimpleName() + " " + e.getMessage());
              }
            });
    thread.start();
    return thread;
  }

  private Asking http(KeptConnection connection, boolean json) {
    return id -> {
      String header = "X-Request-Id: " + id + "\r\n";
      KeptConnection.Answer answer =
          connection.ask(json ? HarRequests.json(header) : HarRequests.binary(header));
      count(
          answer.status() == 200
              && (json ? har.right(answer.text()) : har.rightBinary(answer.body())));
      return !answer.header("connection").equals(java.util.Optional.of("close"));
    };
  }

  private Asking grpc(ManagedChannel channel, boolean v2) {
    var predict = HarRequests.predict();
    var infer = HarRequests.infer();
    return id -> {
      Metadata headers = new Metadata();
      headers.put(REQUEST_ID, id);
      var named = MetadataUtils.newAttachHeadersInterceptor(headers);
      try {
        return count(
            v2
                ? har.right(
                    GRPCInferenceServiceGrpc.newBlockingStub(channel)
                        .withInterceptors(named)
                        .modelInfer(infer))
                : har.right(
                    PredictionServiceGrpc.newBlockingStub(channel)
                        .withInterceptors(named)
                        .predict(predict)));
      } catch (StatusRuntimeException e) {
        if (e.getStatus().getCode() != Status.Code.UNAVAILABLE) {
          count(false);
        }
        unanswered.put(id, e.getStatus().toString());
        return false;
      }
    };
  }

  private void run(Findings findings, int number, long wait, Path log)
      throws IOException, InterruptedException {
    List<Thread> clients = new ArrayList<>();
    List<ManagedChannel> channels = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      ManagedChannel channel =
          NettyChannelBuilder.forAddress("127.0.0.1", server.grpc()).usePlaintext().build();
      channels.add(channel);
      clients.add(client("json" + i, http(new KeptConnection(server.http()), true)));
      clients.add(client("binary" + i, http(new KeptConnection(server.http()), false)));
      clients.add(client("predict" + i, grpc(channel, false)));
      clients.add(client("infer" + i, grpc(channel, true)));
    }
    ServerProcess.pause(wait);
    long begin = System.nanoTime();
    server.terminate();
    int code = server.exitCode();
    long end = System.nanoTime();
    for (Thread client : clients) {
      client.join();
    }
    for (ManagedChannel channel : channels) {
      channel.shutdownNow();
      boolean unused = channel.awaitTermination(5, TimeUnit.SECONDS);
    }
    Set<String> known = new HashSet<>();
    for (String line : Files.readAllLines(log)) {
      Matcher matcher = ID.matcher(line);
      if (matcher.find()) {
        known.add(matcher.group(1));
      }
    }
    Map<String, String> lost = new TreeMap<>(unanswered);
    lost.keySet().retainAll(known);
    findings.note(
        "stop " + number + " after " + wait + " ms",
        "%,d answered, %d after the end, ended in %d ms",
        answered.get(),
        unanswered.size(),
        (end - begin) / 1_000_000);
    findings.atMost("  answers lost", lost.size(), 0, "");
    lost.entrySet().stream().limit(5).forEach(System.out::println);
    findings.atMost("  answers that are wrong", wrong.get(), 0, "");
    findings.atMost("  exit code", code, 0, "");
    findings.atMost("  end after the last answer", (end - lastAnswer.get()) / 1e9, 1, "s");
    findings.holds(
        "  each answer is in the log",
        known.size() >= answered.get(),
        known.size() + " of " + answered.get());
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    int times = args.length > 0 ? Integer.parseInt(args[0]) : 20;
    Random random = new Random(args.length > 1 ? Long.parseLong(args[1]) : 1);
    Findings findings = new Findings();
    HarRequests har = HarRequests.byTheModel();
    for (int i = 0; i < times; i++) {
      Path log = Files.createTempFile("unroll-access-", ".jsonl");
      try (ServerProcess server =
          ServerProcess.start(HarRequests.MODEL, "--name", "har", "--access-log", log.toString())) {
        new StopTrial(har, server).run(findings, i, 200 + random.nextInt(3000), log);
        findings.holds(
            "  it said no more than that it ends",
            server.messages().lines().count() <= 1,
            server.messages());
      } finally {
        Files.delete(log);
      }
    }
    findings.end();
  }
}
