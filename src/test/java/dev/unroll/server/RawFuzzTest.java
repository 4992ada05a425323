package dev.unroll.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.server.settings.SessionSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RawFuzzTest {

  private static final Pattern FAULT = Pattern.compile("HTTP/1\\.1 500 ");

  @TempDir static Path temp;
  private static TestServer server;

  @BeforeAll
  static void serve() throws IOException {
    server = TestServer.of(TestServer.models(temp), SessionSettings.standard());
  }

  @AfterAll
  static void end() {
    server.close();
  }

  @Test
  void answersOrRefusesWhateverComesOverHttp() throws IOException {
    try (HttpFuzz fuzz = new HttpFuzz(server.server().httpPort().orElseThrow())) {
      for (long number = 0; number < 2000; number++) {
        String found = fuzz.ask(number);
        assertFalse(FAULT.matcher(found).find(), number + ": " + found);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /v2/models/half%",
        "GET /v2/models/h%lf/versions/1",
        "POST /v2/models/h%zzf/infer",
        "POST /v1/models/h%lf:predict",
        "DELETE /v1/models/burst/sessions/%"
      })
  void refusesPathsThatAreNotEscapedAsOne(String line) throws IOException {
    try (KeptConnection connection = new KeptConnection(server.server().httpPort().orElseThrow())) {
      KeptConnection.Answer answer = connection.ask(KeptConnection.request(line, new byte[0], ""));
      assertEquals(400, answer.status());
      assertTrue(answer.text().contains("is not escaped as a path is"), answer.text());
    }
  }

  @Test
  void refusesMessagesThatCannotBeReadAsAClientsMistake() {
    Map<String, Integer> codes = new TreeMap<>();
    try (GrpcMessageFuzz fuzz = new GrpcMessageFuzz(server.server().grpcPort().orElseThrow())) {
      for (long number = 0; number < 2000; number++) {
        String code = fuzz.ask(number);
        assertFalse(code.contains(" "), number + ": " + code);
        codes.merge(code, 1, Integer::sum);
      }
    }
    assertTrue(codes.getOrDefault("OK", 0) > 200, codes::toString);
    assertTrue(codes.getOrDefault("INVALID_ARGUMENT", 0) > 200, codes::toString);
  }

  @Test
  void answersAfterFramesThatAreNone() throws IOException {
    GrpcFrameFuzz fuzz = new GrpcFrameFuzz(server.server().grpcPort().orElseThrow());
    for (long number = 0; number < 300; number++) {
      fuzz.ask(number);
    }
    assertTrue(fuzz.codes().keySet().stream().noneMatch(code -> code.contains(" ")));
    assertTrue(fuzz.codes().getOrDefault("3", 0L) > 50, fuzz.codes()::toString);
  }
}
