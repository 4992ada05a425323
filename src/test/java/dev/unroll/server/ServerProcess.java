package dev.unroll.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A server in a process of its own, started as its user does, so that its memory, threads and
 * descriptors are its alone. The property {@code unroll} names the program, {@code ./unroll} where
 * it is not set; what stands before it there is run as written ({@code taskset -c 0 ./unroll}). On
 * Linux.
 */
final class ServerProcess implements AutoCloseable {

  private static final long MOST_SECONDS_TO_READY = 120;
  private static final double TICKS_OF_SECOND = 100;

  private final Process process;
  private final Path folder;
  private final List<String> said = new ArrayList<>();
  private int http;
  private int grpc;

  private ServerProcess(Process process, Path folder) {
    this.process = process;
    this.folder = folder;
  }

  /**
   * Serves a folder of models, at free ports of this machine.
   *
   * @return once it is ready
   */
  static ServerProcess start(Path models, String... options) throws IOException {
    Path folder = Files.createTempDirectory("unroll-trial-");
    List<String> command =
        new ArrayList<>(Arrays.asList(System.getProperty("unroll", "./unroll").split(" ", -1)));
    command.addAll(List.of("serve", models.toString(), "--rest-port", "0", "--grpc-port", "0"));
    command.addAll(List.of(options));
    ServerProcess server =
        new ServerProcess(
            new ProcessBuilder(command)
                .redirectError(folder.resolve("messages").toFile())
                .redirectOutput(folder.resolve("out").toFile())
                .start(),
            folder);
    boolean ready = false;
    try {
      server.waitForReady();
      ready = true;
      return server;
    } finally {
      if (!ready) {
        server.close();
      }
    }
  }

  private void waitForReady() throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS_TO_READY);
    while (System.nanoTime() < end && process.isAlive()) {
      said.clear();
      try (BufferedReader out = Files.newBufferedReader(folder.resolve("out"))) {
        out.lines().forEach(said::add);
      }
      for (String line : said) {
        if (line.startsWith("HTTP at ")) {
          http = port(line);
        } else if (line.startsWith("gRPC at ")) {
          grpc = port(line);
        }
      }
      if (said.contains("ready")) {
        return;
      }
      pause(10);
    }
    throw new IOException("the server did not become ready: " + said + " " + messages());
  }

  private static int port(String line) {
    return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
  }

  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  int http() {
    return http;
  }

  int grpc() {
    return grpc;
  }

  /** What it wrote to standard error. */
  String messages() throws IOException {
    return Files.readString(folder.resolve("messages"));
  }

  boolean isAlive() {
    return process.isAlive();
  }

  private Path proc(String name) {
    return Path.of("/proc", Long.toString(process.pid()), name);
  }

  private long status(String name) throws IOException {
    return Files.readAllLines(proc("status")).stream()
        .filter(line -> line.startsWith(name + ":"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  /** Memory that it holds, in KiB. */
  long resident() throws IOException {
    return status("VmRSS");
  }

  long threads() throws IOException {
    return status("Threads");
  }

  /** Files and connections that it has open. */
  long descriptors() throws IOException {
    try (Stream<Path> all = Files.list(proc("fd"))) {
      return all.count();
    }
  }

  /** Seconds that processors have worked for it. */
  double processorSeconds() throws IOException {
    String[] stat =
        Files.readString(proc("stat"), StandardCharsets.ISO_8859_1)
            .replaceAll(".*\\) ", "")
            .split(" ", -1);
    return (Long.parseLong(stat[11]) + Long.parseLong(stat[12])) / TICKS_OF_SECOND;
  }

  /** The value of a metric without labels, or the sum over them. */
  double metric(String name) throws IOException {
    try (KeptConnection connection = new KeptConnection(http)) {
      return connection
          .ask(KeptConnection.request("GET /metrics", new byte[0], ""))
          .text()
          .lines()
          .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .sum();
    }
  }

  /** Asks it to end, as service managers do. */
  void terminate() {
    process.destroy();
  }

  /** Its exit code, waited for. */
  int exitCode() {
    try {
      if (!process.waitFor(MOST_SECONDS_TO_READY, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the server does not end");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return process.exitValue();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    exitCode();
    Folders.delete(folder);
  }
}
