package dev.unroll.server;

import dev.unroll.internal.server.http.HttpAnswer;
import dev.unroll.internal.server.http.HttpHandler;
import dev.unroll.internal.server.http.HttpRequest;
import dev.unroll.internal.server.model.ModelPoller;
import dev.unroll.internal.server.model.ModelStore;
import dev.unroll.internal.server.request.Refusal;
import dev.unroll.internal.server.run.Engine;
import dev.unroll.internal.server.run.Workers;
import dev.unroll.internal.server.session.StepEngine;
import dev.unroll.internal.server.v1.V1Handler;
import dev.unroll.internal.server.v2.InferEngine;
import dev.unroll.internal.server.v2.V2Handler;
import dev.unroll.server.settings.BatchSettings;
import dev.unroll.server.settings.LoadSettings;
import dev.unroll.server.settings.SessionSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/**
 * Asks with bodies that are nearly right, and less so: whatever comes, the answer is an answer or a
 * refusal.
 */
public final class BodyFuzz implements AutoCloseable {

  private static final String[] BODIES = {
    "/v1/models/half:predict {\"instances\": [1, 2.5, -3e2]}",
    "/v1/models/half:predict {\"signature_name\": \"other\", \"instances\": [{\"x\": 1}, {\"x\": 2}]}",
    "/v1/models/half:predict {\"inputs\": {\"x\": [1, NaN, -Infinity]}}",
    "/v1/models/two:predict {\"instances\": [{\"a\": 1, \"b\": 2}, {\"b\": 5, \"a\": 7}]}",
    "/v1/models/two:predict {\"inputs\": {\"a\": [1, 7], \"b\": [2, 5]}, \"signature_name\": \"mixed\"}",
    "/v1/models/types:predict {\"instances\": [[1, 2], [3, 4]], \"signature_name\": \"int32\"}",
    "/v1/models/types:predict {\"signature_name\": \"int64\", \"inputs\": [[1, -9223372036854775808]]}",
    "/v1/models/types:predict {\"signature_name\": \"uint8\", \"inputs\": [[1, 255]]}",
    "/v1/models/types:predict {\"signature_name\": \"bool\", \"inputs\": [[true, false]]}",
    "/v1/models/types:predict {\"signature_name\": \"double\", \"inputs\": [[1e300, -0.1]]}",
    "/v1/models/types:predict {\"signature_name\": \"any\", \"inputs\": [[[1], [2]], [[3], [4]]]}",
    "/v1/models/types:predict {\"signature_name\": \"string\", \"instances\": [[\"a\\u00e9\", {\"b64\": \"YWI=\"}]]}",
    "/v1/models/types:predict {\"signature_name\": \"text\", \"instances\": [\"a\", {\"b64\": \"YWI=\"}]}",
    "/v1/models/examples:classify {\"context\": {\"y\": [1, 2]}, \"examples\": [{\"x\": 0.5}, {\"x\": [1.0]}]}",
    "/v1/models/examples:regress {\"signature_name\": \"regress\", \"examples\": [{\"x\": 0.5, \"z\": {\"b64\": \"YQ==\"}}]}",
    "/v1/models/frames:predict {\"instances\": [[[1, 2], [3, 4]], {\"inputs\": [[1, 2]], \"lengths\": 1}]}",
    "/v1/models/burst:step {\"session\": \"s\", \"start\": true, \"steps\": [[1], [2.5]]}",
    "/v1/models/burst:step {\"step\": [1], \"state\": [1, 2, 3], \"return_state\": true}",
    "/v2/models/half/infer {\"id\": \"7\", \"inputs\": [{\"name\": \"x\", \"shape\": [2], \"datatype\": \"FP32\", \"data\": [1, 2]}]}",
    "/v2/models/types/infer {\"inputs\": [{\"data\": [[1, 2]], \"name\": \"x_float\", \"shape\": [1, 2], \"datatype\": \"FP32\"}], \"outputs\": [{\"name\": \"y_float\", \"parameters\": {\"binary_data\": true}}]}",
    "/v2/models/types/infer {\"parameters\": {\"signature_name\": \"string\", \"binary_data_output\": true}, \"inputs\": [{\"name\": \"x_string\", \"shape\": [1, 2], \"datatype\": \"BYTES\", \"data\": [\"a\", \"b\"]}]}",
    "/v2/models/half/infer {\"inputs\": [{\"name\": \"x\", \"shape\": [2], \"datatype\": \"FP32\", \"parameters\": {\"binary_data_size\": 8}}]}12345678",
    "/v2/models/burst/infer {\"parameters\": {\"sequence_id\": 7, \"sequence_start\": true}, \"inputs\": [{\"name\": \"inputs\", \"shape\": [1, 2, 1], \"datatype\": \"FP32\", \"data\": [1, 2]}]}",
  };

  private static final String[] PIECES = {
    "[",
    "]",
    "{",
    "}",
    "\"",
    ",",
    ":",
    "\\",
    "\\u",
    "\\ud800",
    "NaN",
    "Inf",
    "-Infinity",
    "null",
    "true",
    "1e999",
    "-1e-999",
    "1e99999999999",
    "0x1",
    "01",
    "+1",
    ".5",
    "5.",
    "--1",
    "\u0000",
    "\ufeff",
    "\u00e9",
    "b64",
    "instances",
    "inputs",
    "signature_name",
    "examples",
    "session",
    "data",
    "shape",
    "datatype",
    "parameters",
    "[[[[",
    "]]]]",
    "{\"a\":",
    "9223372036854775808",
    "-2147483649",
    "18446744073709551616",
    "[]",
    "{}",
    "{\"b64\":\"\"}",
    "/*",
    "//",
    "\r\n",
    "\t",
    "FP16",
    "BYTES",
    "INT8",
    "-1",
    "4294967296",
    "sequence_id",
    "sequence_end",
    "binary_data_size"
  };

  private final ModelStore store;
  private final ModelPoller poller;
  private final Workers workers;
  private final StepEngine steps;
  private final List<HttpHandler> handlers;
  private final Map<Integer, Integer> codes = new TreeMap<>();

  /** Serves small models, made in a folder. */
  BodyFuzz(Path folder) throws IOException {
    store = new ModelStore(LoadSettings.standard());
    store.configure(TestServer.models(folder));
    while (store.refresh()) {}
    poller = new ModelPoller(store);
    workers = new Workers(new BatchSettings(1, 8, Duration.ofMinutes(1), 100));
    Engine engine = new Engine(store, workers);
    steps = new StepEngine(store, workers, SessionSettings.standard());
    Duration longest = Duration.ofMinutes(10);
    handlers =
        List.of(
            new V1Handler(store, engine, steps, longest),
            new V2Handler(store, poller, new InferEngine(engine, steps), "1", () -> true, longest));
  }

  /** How many answers had each code. */
  Map<Integer, Integer> codes() {
    return codes;
  }

  /** Asks with the body of a number; each number stands for one body. */
  void ask(long number) {
    Random random = new Random(number * 0x9E3779B97F4A7C15L);
    String[] parts = BODIES[random.nextInt(BODIES.length)].split(" ", 2);
    byte[] body = parts[1].getBytes(StandardCharsets.UTF_8);
    int changes = random.nextInt(5);
    for (int i = 0; i < changes; i++) {
      body = changed(random, body);
    }
    ask(number, parts[0], body, random);
  }

  private void ask(long number, String path, byte[] body, Random random) {
    Map<String, String> headers =
        path.startsWith("/v2") && random.nextInt(3) == 0
            ? Map.of(
                "Inference-Header-Content-Length",
                Integer.toString(
                    random.nextInt(4) == 0 ? random.nextInt(500) - 20 : body.length - 8))
            : Map.of();
    HttpRequest request = new HttpRequest("POST", path, Map.of(), headers, body);
    int code;
    try {
      Optional<CompletableFuture<HttpAnswer>> answer = Optional.empty();
      for (HttpHandler handler : handlers) {
        answer = answer.isPresent() ? answer : handler.handle(request);
      }
      code = answer.orElseThrow().join().status();
    } catch (RuntimeException e) {
      Throwable cause = e instanceof CompletionException ? e.getCause() : e;
      if (!(cause instanceof Refusal refusal) || refusal.status().http() == 500) {
        throw new AssertionError(
            "body " + number + " " + path + " " + new String(body, StandardCharsets.ISO_8859_1),
            cause);
      }
      code = refusal.status().http();
    }
    codes.merge(code, 1, Integer::sum);
  }

  private static byte[] changed(Random random, byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int at = body.length == 0 ? 0 : random.nextInt(body.length);
    int length = Math.min(body.length - at, 1 + random.nextInt(12));
    byte[] rest = java.util.Arrays.copyOfRange(body, at, body.length);
    out.write(body, 0, at);
    switch (random.nextInt(9)) {
      case 0 -> {
        // One byte is another.
        if (rest.length > 0) {
          rest[0] = (byte) random.nextInt(256);
        }
        out.writeBytes(rest);
      }
      case 1 -> out.write(rest, length, rest.length - length);
      case 2 -> {
        out.write(rest, 0, length);
        out.writeBytes(rest);
      }
      case 3, 4 -> {
        out.writeBytes(PIECES[random.nextInt(PIECES.length)].getBytes(StandardCharsets.UTF_8));
        out.writeBytes(rest);
      }
      case 5 -> {
        out.writeBytes(PIECES[random.nextInt(PIECES.length)].getBytes(StandardCharsets.UTF_8));
        out.write(rest, length, rest.length - length);
      }
      case 6 -> {
        String[] other = BODIES[random.nextInt(BODIES.length)].split(" ", 2);
        byte[] bytes = other[1].getBytes(StandardCharsets.UTF_8);
        int from = random.nextInt(bytes.length);
        out.write(bytes, from, Math.min(bytes.length - from, 40));
        out.writeBytes(rest);
      }
      case 7 -> {
        String deep = random.nextBoolean() ? "[" : "{\"x\":";
        out.writeBytes(deep.repeat(random.nextInt(300)).getBytes(StandardCharsets.UTF_8));
        out.writeBytes(rest);
      }
      default -> {
        String digits = "0123456789".repeat(random.nextInt(110));
        String number =
            random.nextBoolean() ? "1" + digits : "0." + digits + "e" + random.nextInt(400);
        out.writeBytes(number.getBytes(StandardCharsets.UTF_8));
        out.writeBytes(rest);
      }
    }
    return out.toByteArray();
  }

  @Override
  public void close() {
    workers.close();
    steps.close();
    poller.close();
    store.close();
  }

  /**
   * Asks for long.
   *
   * @param args how many bodies, and the number of the first
   */
  public static void main(String[] args) throws IOException {
    long count = args.length > 0 ? Long.parseLong(args[0]) : 10_000_000;
    long first = args.length > 1 ? Long.parseLong(args[1]) : 0;
    Path folder = Files.createTempDirectory("fuzz");
    long begin = System.nanoTime();
    try (BodyFuzz fuzz = new BodyFuzz(folder)) {
      for (long i = 0; i < count; i++) {
        fuzz.ask(first + i);
        if (i % 1_000_000 == 999_999) {
          System.gc();
          Runtime runtime = Runtime.getRuntime();
          System.out.printf(
              "%,d bodies, %d s, %d MB in use, %s%n",
              i + 1,
              (System.nanoTime() - begin) / 1_000_000_000,
              (runtime.totalMemory() - runtime.freeMemory()) >> 20,
              fuzz.codes());
        }
      }
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
