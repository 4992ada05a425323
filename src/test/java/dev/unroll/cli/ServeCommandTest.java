package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServeCommandTest {

  private static final Path MODEL = Path.of("savedmodels/har-lstm");

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "|expected the folder of a model",
        "nowhere|nowhere: expected a folder",
        "savedmodels/har-lstm --rest-port 70000|--rest-port: expected 0 to 65535 or none",
        "savedmodels/har-lstm --grpc-port x|--grpc-port: expected 0 to 65535 or none, got 'x'",
        "savedmodels/har-lstm --rest-port none --grpc-port none|expected a port for HTTP",
        "savedmodels/har-lstm --rest-port 99 --grpc-port 99|expected two ports",
        "savedmodels/har-lstm --max-body 3T|--max-body: expected bytes",
        "savedmodels/har-lstm --max-body 0|--max-body: expected bytes",
        "savedmodels/har-lstm --timeout -1|--timeout: expected seconds",
        "savedmodels/har-lstm --timeout 0|longest: expected a time",
        "savedmodels/har-lstm --batch-rows 0|rows: expected a whole number of 1 or more",
        "savedmodels/har-lstm --tls-cert pom.xml|--tls-key is missing",
        "savedmodels/har-lstm --tls-cert pom.xml --tls-key pom.xml|expected a certificate in PEM",
        "savedmodels/har-lstm --client-ca pom.xml|--client-ca: certificates of clients need",
        "savedmodels/har-lstm --cors example.org|origin: expected such as https://example.org",
        "savedmodels/har-lstm --cors * --token-file LICENSE|printable characters",
        "savedmodels/har-lstm --token-file nowhere|nowhere: no such file",
        "savedmodels/har-lstm --request-log-share 0.5|give --request-log too",
        "savedmodels --name one|--name: expected one model in savedmodels",
        "--tensorflow-serving|expected --model_base_path=FOLDER",
        "--tensorflow-serving --model_base_path=a --model_config_file=b|got both",
        "--tensorflow-serving --model_base_path=a --port=x|--grpc-port: expected 0 to 65535",
        "--tensorflow-serving --rest_api_timeout_in_ms=soon|expected a whole number, got 'soon'"
      })
  void mistakesAreOneMessage(String words, String message) {
    List<String> all = new ArrayList<>(List.of("serve"));
    if (words != null) {
      all.addAll(List.of(words.split(" ", -1)));
    }
    Call.of(all.toArray()).assertRefusedBecause(message);
  }

  @Test
  void aPortThatIsTakenIsOneMessage() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Call call =
          Call.of("serve", MODEL, "--rest-port", taken.getLocalPort(), "--grpc-port", "none");
      call.assertRefusedBecause("cannot listen at 127.0.0.1:" + taken.getLocalPort());
      assertTrue(call.err().contains("(--rest-port)"), call.err());
    }
  }

  @Test
  void whatWouldBeServedIsSaid() {
    Call call = Call.of("serve", MODEL, "--check", "--name", "walk", "--host", "0.0.0.0").done();
    assertTrue(
        call.out()
            .contains(
                "model walk version 1: features, serving_default; step by step; not served, since"
                    + " it writes variables: train (--allow-signature)"),
        call.out());
    assertTrue(call.out().contains("POST http://127.0.0.1:8501/v1/models/walk:predict"));
    assertTrue(call.out().contains("\ncurl -d '{\"inputs\":[[[0,0,"));
    assertTrue(call.err().contains("anybody who reaches 0.0.0.0 may ask this server"));
  }

  @Test
  void aModelThatCannotBeLoadedIsOneMessage() throws IOException {
    Path broken = Files.createDirectories(folder.resolve("m/1"));
    Files.writeString(broken.resolve("saved_model.pb"), "no model");
    Call.of("serve", folder.resolve("m"), "--check").assertRefusedBecause("saved_model.pb");
  }

  /** Flags in any order and either form, known and not, give what they say. */
  @Test
  void flagsOfTensorFlowServingAreUnderstood() throws IOException {
    Random random = new Random(11);
    for (int i = 0; i < 250; i++) {
      List<String> flags = new ArrayList<>();
      int port = 1 + random.nextInt(65_000);
      boolean rest = random.nextBoolean();
      boolean named = random.nextBoolean();
      int timeout = 1 + random.nextInt(100_000);
      boolean unknown = random.nextBoolean();
      flags.add("--model_base_path=/models/" + i);
      flags.add("--port=" + port);
      flags.add("--rest_api_timeout_in_ms=" + timeout);
      flags.add("--enable_batching");
      if (rest) {
        flags.add("--rest_api_port=" + (port + 1));
      }
      if (named) {
        flags.add("--model_name=m" + i);
      }
      if (unknown) {
        flags.add("--some_flag=" + i);
      }
      Collections.shuffle(flags, random);
      List<String> words = new ArrayList<>();
      for (String flag : flags) {
        int equals = flag.indexOf('=');
        if (equals > 0 && random.nextBoolean()) {
          words.add(flag.substring(0, equals));
          words.add(flag.substring(equals + 1));
        } else {
          words.add(flag);
        }
      }
      ServeOptions options = new ServeOptions();
      TensorFlowServingFlags parsed = new TensorFlowServingFlags(words, Map.of());
      var models = parsed.apply(options);
      assertEquals(named ? "m" + i : "default", models.get(0).name());
      assertEquals(Path.of("/models/" + i), models.get(0).folder());
      assertEquals(Integer.toString(port), options.grpcPort);
      assertEquals(rest ? Integer.toString(port + 1) : "none", options.restPort);
      assertEquals(timeout / 1000.0, options.timeout);
      assertEquals("0.0.0.0", options.host);
      assertEquals(
          unknown ? List.of("--some_flag is not known, and ignored") : List.of(),
          parsed.warnings());
    }
  }

  @Test
  void theEnvironmentOfTensorFlowServingsImageIsUnderstood() throws IOException {
    var models =
        new TensorFlowServingFlags(
                List.of("--rest_api_port=8501"),
                Map.of("MODEL_NAME", "walk", "MODEL_BASE_PATH", "/data"))
            .apply(new ServeOptions());
    assertEquals("walk", models.get(0).name());
    assertEquals(Path.of("/data/walk"), models.get(0).folder());
  }

  @Test
  @DisabledOnOs(OS.WINDOWS) // has no such signal
  void aSignalEndsItInGoodOrder() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.unroll.cli.Main",
                "serve",
                MODEL.toString(),
                "--rest-port",
                "0",
                "--grpc-port",
                "0",
                "--access-log",
                "-")
            .redirectError(folder.resolve("err").toFile())
            .start();
    try (BufferedReader out = process.inputReader()) {
      StringBuilder said = new StringBuilder();
      for (String line = out.readLine(); !"ready".equals(line); line = out.readLine()) {
        assertFalse(line == null, () -> "it ended: " + said);
        said.append(line).append('\n');
      }
      Matcher address = Pattern.compile("HTTP at (http://127\\.0\\.0\\.1:\\d+)").matcher(said);
      assertTrue(address.find(), said.toString());
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create(address.group(1) + "/v1/models")).build(),
                  HttpResponse.BodyHandlers.ofString());
      assertTrue(answer.body().contains("har-lstm"));
      process.toHandle().destroy();
      String line = out.readLine();
      assertTrue(line.contains("\"call\":\"GET /v1/models\""), line);
    }
    assertEquals(0, process.waitFor());
    assertTrue(Files.readString(folder.resolve("err")).contains("finishing what was accepted"));
  }
}
