package dev.unroll.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * Whatever comes over HTTP and over gRPC, a server answers or closes the connection, and goes on
 * serving others: requests of which nothing need be right, frames of HTTP/2, messages, bodies that
 * are deep or unpack to much, clients that are slow. Arguments: requests over HTTP (1,000,000),
 * frames (1,000,000), messages (1,000,000), the number of the first of each (0). What a failing
 * number stands for is shown by {@link HttpFuzz}.
 */
final class RawFuzz {

  private static final int CLIENTS = 8;
  private static final int GOOD_EVERY = 1000;
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");
  private static final byte[] GOOD =
      KeptConnection.request(
          "POST /v1/models/half:predict",
          "{\"instances\": [1, 2.5, 3]}".getBytes(StandardCharsets.UTF_8),
          "");
  private static final String RIGHT = "{\"predictions\":[2.5,3.25,3.5]}";

  /** Not the client's fault, so ours: what could not be answered in time is told by 503 and 504. */
  private static final List<Integer> NO_FAULTS = List.of(501, 503, 504, 505);

  private final ServerProcess server;
  private final Map<String, AtomicLong> codes = new ConcurrentSkipListMap<>();
  private final List<String> faults = new ArrayList<>();
  private final AtomicInteger wrong = new AtomicInteger();

  private RawFuzz(ServerProcess server) {
    this.server = server;
  }

  /** What a client does with a number. */
  @FunctionalInterface
  private interface Asking extends AutoCloseable {
    void ask(long number) throws IOException;

    @Override
    default void close() throws IOException {}
  }

  /** What a client does, made for each. */
  @FunctionalInterface
  private interface Client {
    Asking make() throws IOException;
  }

  private void count(String code) {
    codes.computeIfAbsent(code, added -> new AtomicLong()).incrementAndGet();
  }

  private synchronized void fault(String what) {
    if (faults.size() < 20) {
      faults.add(what);
    }
  }

  /** Lets clients take the numbers from {@code first} on side by side. */
  private void all(long first, long count, Client client) throws InterruptedException {
    AtomicLong next = new AtomicLong(first);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      Thread thread =
          new Thread(
              () -> {
                try (Asking asking = client.make()) {
                  for (long number = next.getAndIncrement();
                      number < first + count && faults.size() < 20;
                      number = next.getAndIncrement()) {
                    asking.ask(number);
                    if (number % GOOD_EVERY == 0) {
                      good();
                    }
                  }
                } catch (IOException | RuntimeException e) {
                  fault("a client failed: " + e);
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void good() throws IOException {
    try (KeptConnection connection = new KeptConnection(server.http())) {
      KeptConnection.Answer answer = connection.ask(GOOD);
      if (answer.status() != 200 || !answer.text().replaceAll("\\s", "").equals(RIGHT)) {
        wrong.incrementAndGet();
        fault("a good request was answered " + answer.head() + " " + answer.text());
      }
    }
  }

  private Asking overHttp() {
    HttpFuzz fuzz = new HttpFuzz(server.http());
    return new Asking() {
      @Override
      public void ask(long number) throws IOException {
        Matcher matcher = STATUS.matcher(fuzz.ask(number));
        boolean any = false;
        while (matcher.find()) {
          int code = Integer.parseInt(matcher.group(1));
          any = true;
          count("HTTP " + code);
          if (code >= 500 && !NO_FAULTS.contains(code)) {
            fault("request " + number + ": " + code);
          }
        }
        if (!any) {
          count("HTTP closed or waiting");
        }
      }

      @Override
      public void close() throws IOException {
        fuzz.close();
      }
    };
  }

  private Asking messages() {
    GrpcMessageFuzz fuzz = new GrpcMessageFuzz(server.grpc());
    return new Asking() {
      @Override
      public void ask(long number) {
        String code = fuzz.ask(number);
        count("gRPC " + (code.contains(" ") ? code.substring(0, code.indexOf(' ')) : code));
        if (code.contains(" ")) {
          fault("message " + number + ": " + code);
        }
      }

      @Override
      public void close() {
        fuzz.close();
      }
    };
  }

  private long frames(long first, long count) throws InterruptedException {
    List<GrpcFrameFuzz> clients = new ArrayList<>();
    AtomicLong frames = new AtomicLong();
    all(
        first,
        count,
        () -> {
          GrpcFrameFuzz fuzz = new GrpcFrameFuzz(server.grpc());
          synchronized (clients) {
            clients.add(fuzz);
          }
          return number -> {
            if (frames.get() < count) {
              long before = fuzz.frames();
              fuzz.ask(number);
              frames.addAndGet(fuzz.frames() - before);
            }
          };
        });
    for (GrpcFrameFuzz client : clients) {
      client
          .codes()
          .forEach(
              (code, times) -> {
                codes.computeIfAbsent("status " + code, added -> new AtomicLong()).addAndGet(times);
                if (code.contains(" ")) {
                  fault("frames: " + code);
                }
              });
      codes
          .computeIfAbsent("frames without an answer or an end", added -> new AtomicLong())
          .addAndGet(client.silent());
    }
    return frames.get();
  }

  /** Bodies that are deep, and bodies that are small and become large. */
  private void bombs() throws IOException {
    for (int depth : new int[] {100, 10_000, 1_000_000}) {
      for (String piece : new String[] {"[", "{\"instances\":", "{\"inputs\":[", "\"", "[[],"}) {
        bomb(piece.repeat(depth).getBytes(StandardCharsets.US_ASCII), "");
      }
    }
    for (int bytes : new int[] {1 << 20, 50 << 20, 500 << 20}) {
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
        byte[] part = new byte[1 << 20];
        Arrays.fill(part, (byte) '[');
        for (int i = 0; i < bytes; i += part.length) {
          out.write(part);
        }
      }
      for (int i = 0; i < 20; i++) {
        bomb(packed.toByteArray(), "Content-Encoding: gzip\r\n");
      }
    }
  }

  private void bomb(byte[] body, String headers) throws IOException {
    try (KeptConnection connection = new KeptConnection(server.http())) {
      int status =
          connection
              .ask(KeptConnection.request("POST /v1/models/half:predict", body, headers))
              .status();
      count("bomb " + status);
      if (status < 400 || status >= 500) {
        fault("a bomb of " + body.length + " bytes was answered " + status);
      }
    }
  }

  /** Clients that send a byte a second, beside whom others are served. */
  private void slow() throws IOException {
    List<KeptConnection> slow = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      slow.add(new KeptConnection(server.http()));
    }
    for (int at = 0; at < 14; at++) {
      for (KeptConnection connection : slow) {
        try {
          connection.send(GOOD, at, at + 1);
        } catch (IOException e) {
          // It was told to go.
        }
      }
      good();
      ServerProcess.pause(1000);
    }
    for (KeptConnection connection : slow) {
      connection.setTimeout(5000);
      try {
        count("slow " + connection.answer().status());
      } catch (IOException e) {
        count("slow, closed");
      }
      connection.close();
    }
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    long requests = args.length > 0 ? Long.parseLong(args[0]) : 1_000_000;
    long frames = args.length > 1 ? Long.parseLong(args[1]) : 1_000_000;
    long messages = args.length > 2 ? Long.parseLong(args[2]) : 1_000_000;
    long first = args.length > 3 ? Long.parseLong(args[3]) : 0;
    Findings findings = new Findings();
    Path models = Files.createTempDirectory("unroll-fuzz-");
    HttpFuzz.models(models);
    try (ServerProcess server = ServerProcess.start(models)) {
      RawFuzz fuzz = new RawFuzz(server);
      long begin = System.nanoTime();
      fuzz.all(first, Math.min(requests, 20_000), fuzz::overHttp);
      fuzz.all(first, Math.min(messages, 20_000), fuzz::messages);
      ServerProcess.pause(3000);
      long memory = server.resident();
      long threads = server.threads();
      long descriptors = server.descriptors();
      fuzz.all(first, requests, fuzz::overHttp);
      findings.note("requests over HTTP", "%,d, %d s", requests, seconds(begin));
      findings.note("memory after them", "%+d MiB", (server.resident() - memory) >> 10);
      findings.note("frames", "%,d, %d s", fuzz.frames(first, frames), seconds(begin));
      findings.note("memory after them", "%+d MiB", (server.resident() - memory) >> 10);
      fuzz.all(first, messages, fuzz::messages);
      findings.note("messages", "%,d, %d s", messages, seconds(begin));
      findings.note("memory after them", "%+d MiB", (server.resident() - memory) >> 10);
      fuzz.slow();
      ServerProcess.pause(3000);
      findings.atMost("memory that came", (server.resident() - memory) / 1024.0, 200, "MiB");
      fuzz.bombs();
      findings.note("memory after bombs", "%+d MiB", (server.resident() - memory) >> 10);
      ServerProcess.pause(3000);
      new TreeMap<>(fuzz.codes).forEach((code, times) -> findings.note(code, "%,d", times.get()));
      findings.atMost("threads that came", (double) server.threads() - threads, 8, "");
      findings.atMost("descriptors that came", (double) server.descriptors() - descriptors, 8, "");
      findings.atMost("good requests that were not answered rightly", fuzz.wrong.get(), 0, "");
      fuzz.faults.forEach(System.out::println);
      findings.atMost("faults", fuzz.faults.size(), 0, "");
      findings.holds("the server is up", server.isAlive(), "no");
      findings.holds("it said nothing", server.messages().isBlank(), "it did");
      server.messages().lines().limit(40).forEach(System.out::println);
    } finally {
      Folders.delete(models);
    }
    findings.end();
  }

  private static long seconds(long begin) {
    return (System.nanoTime() - begin) / 1_000_000_000;
  }
}
