package dev.unroll.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import dev.unroll.internal.server.proto.FileSystemStoragePathSourceConfig.ServableVersionPolicy;
import dev.unroll.internal.server.proto.GetModelStatusRequest;
import dev.unroll.internal.server.proto.ModelConfigList;
import dev.unroll.internal.server.proto.ModelServerConfig;
import dev.unroll.internal.server.proto.ModelServiceGrpc;
import dev.unroll.internal.server.proto.ModelSpec;
import dev.unroll.internal.server.proto.ReloadConfigRequest;
import dev.unroll.server.settings.BatchSettings;
import dev.unroll.server.settings.LoadSettings;
import dev.unroll.server.settings.ModelConfig;
import dev.unroll.server.settings.ProtocolSettings;
import dev.unroll.server.settings.ReloadSettings;
import dev.unroll.server.settings.ServerSettings;
import dev.unroll.server.settings.SessionSettings;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose models change while it runs. */
class ReloadTest {

  private static final String ASKED = "{\"instances\": [4]}";

  @TempDir Path temp;

  private static TestServer serve(List<ModelConfig> models, ReloadSettings reload)
      throws IOException {
    ServerSettings standard = ServerSettings.of(models);
    return TestServer.of(
        new ServerSettings(
            models,
            LoadSettings.standard().withReload(reload),
            new BatchSettings(2, 16, Duration.ofSeconds(20), 1000),
            SessionSettings.standard(),
            standard.host(),
            OptionalInt.of(0),
            OptionalInt.of(0),
            standard.longest(),
            standard.limits(),
            standard.security(),
            standard.logs(),
            Duration.ofSeconds(1),
            ProtocolSettings.standard()));
  }

  private static ReloadSettings often() {
    return ReloadSettings.standard().withPoll(Duration.ofMillis(20)).withSettled(Duration.ZERO);
  }

  /** What a model makes of 4, or the status of the answer. */
  private static String predicted(TestServer server, String model) {
    TestServer.Answer answer = server.post("/v1/models/" + model + ":predict", ASKED);
    return answer.status() == 200
        ? answer.body().replaceAll("[^0-9.]", "")
        : Integer.toString(answer.status());
  }

  /** Asks until the answer is what it will be; fails where it is something else meanwhile. */
  private static void awaitPredicted(TestServer server, String before, String after) {
    String found = predicted(server, "m");
    while (!found.equals(after)) {
      assertEquals(before, found);
      found = predicted(server, "m");
    }
  }

  @Test
  void servesNewVersionsWithoutAFailedAnswer() throws IOException {
    Path base = temp.resolve("m");
    TestModels.half(base.resolve("1"), 1);
    try (TestServer server = serve(List.of(ModelConfig.of("m", base)), often())) {
      assertEquals("3.0", predicted(server, "m"));
      for (int number = 2; number <= 6; number++) {
        Path beside = temp.resolve("beside");
        TestModels.half(beside, number);
        Files.move(beside, base.resolve(Integer.toString(number)), StandardCopyOption.ATOMIC_MOVE);
        awaitPredicted(server, (number + 1) + ".0", (number + 2) + ".0");
      }
      assertEquals(404, server.post("/v1/models/m/versions/3:predict", ASKED).status());
    }
  }

  private static ModelConfigList.Builder list(String... namesAndFolders) {
    ModelConfigList.Builder list = ModelConfigList.newBuilder();
    for (int i = 0; i < namesAndFolders.length; i += 2) {
      list.addConfig(
          dev.unroll.internal.server.proto.ModelConfig.newBuilder()
              .setName(namesAndFolders[i])
              .setBasePath(namesAndFolders[i + 1])
              .setModelPlatform("tensorflow"));
    }
    return list;
  }

  private static void reload(TestServer server, ModelConfigList.Builder list) {
    var answer =
        ModelServiceGrpc.newBlockingStub(server.channel())
            .handleReloadConfigRequest(
                ReloadConfigRequest.newBuilder()
                    .setConfig(ModelServerConfig.newBuilder().setModelConfigList(list))
                    .build());
    assertEquals(0, answer.getStatus().getErrorCodeValue());
  }

  private static Status refused(TestServer server, ModelConfigList.Builder list) {
    return assertThrows(StatusRuntimeException.class, () -> reload(server, list)).getStatus();
  }

  @Test
  void servesOtherModelsWhenAClientAsksForIt() throws IOException {
    Path one = temp.resolve("one").toAbsolutePath();
    Path two = temp.resolve("two").toAbsolutePath();
    TestModels.half(one.resolve("1"), 1);
    TestModels.half(one.resolve("2"), 2);
    TestModels.half(two.resolve("7"), 5);
    try (TestServer server =
        serve(
            List.of(ModelConfig.of("one", one)),
            ReloadSettings.standard().withPoll(Duration.ZERO))) {
      assertEquals("4.0", predicted(server, "one"));
      assertEquals("404", predicted(server, "two"));
      reload(server, list("two", two.toString(), "one", one.toString()));
      assertEquals("4.0", predicted(server, "one"));
      assertEquals("7.0", predicted(server, "two"));
      ModelConfigList.Builder both = list("one", one.toString());
      both.getConfigBuilder(0)
          .setModelVersionPolicy(
              ServableVersionPolicy.newBuilder()
                  .setAll(ServableVersionPolicy.All.getDefaultInstance()))
          .putVersionLabels("stable", 1);
      reload(server, both);
      assertEquals("404", predicted(server, "two"));
      assertEquals("3.0", predicted(server, "one/labels/stable"));
      assertEquals("4.0", predicted(server, "one"));
      Status status = refused(server, list("x", "relative/path"));
      assertEquals(Status.Code.INVALID_ARGUMENT, status.getCode());
      assertTrue(
          status.getDescription().startsWith("model 'x': base_path: expected an absolute path"),
          status.getDescription());
      status = refused(server, list("x", one.toString(), "x", two.toString()));
      assertEquals("model 'x': there are two of this name", status.getDescription());
      assertEquals("4.0", predicted(server, "one"));
      status = refused(server, list("one", one.toString(), "x", temp.resolve("none").toString()));
      assertEquals(Status.Code.FAILED_PRECONDITION, status.getCode());
      assertTrue(
          status.getDescription().startsWith("1 of the models did not become available: {x="),
          status.getDescription());
      assertEquals("4.0", predicted(server, "one"));
      reload(server, list());
      assertEquals("404", predicted(server, "one"));
    }
  }

  @Test
  void readsItsFileOfModelsAgain() throws IOException {
    Path one = temp.resolve("m").toAbsolutePath();
    Path two = temp.resolve("two").toAbsolutePath();
    TestModels.half(one.resolve("1"), 1);
    TestModels.half(two.resolve("1"), 7);
    Path file = temp.resolve("models.config");
    Files.writeString(file, text(one));
    try (TestServer server =
        serve(
            List.of(ModelConfig.of("m", one)),
            often().withModelsFile(file, Duration.ofMillis(20)))) {
      assertEquals("3.0", predicted(server, "m"));
      Files.writeString(file, "model_config_list {");
      assertEquals("3.0", predicted(server, "m"));
      Path beside = temp.resolve("models.beside");
      Files.writeString(beside, text(two));
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
      awaitPredicted(server, "3.0", "9.0");
    }
  }

  private static String text(Path base) {
    return "model_config_list { config { name: 'm' base_path: '"
        + base.toString().replace("\\", "\\\\")
        + "' } }";
  }

  @Test
  void tellsHowVersionsAre() throws IOException {
    Path base = temp.resolve("m");
    TestModels.half(base.resolve("1"), 1);
    Files.createDirectories(base.resolve("2"));
    try (TestServer server = serve(List.of(ModelConfig.of("m", base)), often())) {
      var statuses =
          ModelServiceGrpc.newBlockingStub(server.channel())
              .getModelStatus(
                  GetModelStatusRequest.newBuilder()
                      .setModelSpec(ModelSpec.newBuilder().setName("m"))
                      .build())
              .getModelVersionStatusList();
      assertEquals(List.of(2L, 1L), statuses.stream().map(one -> one.getVersion()).toList());
      assertEquals("START", statuses.get(0).getState().name());
      assertEquals(
          "not whole yet: there is no saved_model.pb",
          statuses.get(0).getStatus().getErrorMessage());
      assertEquals("AVAILABLE", statuses.get(1).getState().name());
    }
  }

  @Test
  void refusesToStartWhereNoVersionCanBeServed() throws IOException {
    Path base = temp.resolve("m");
    TestModels.half(base.resolve("1"), 1);
    Path warmup = base.resolve("1/assets.extra/tf_serving_warmup_requests");
    Files.createDirectories(warmup.getParent());
    Files.write(warmup, new byte[] {1, 2, 3});
    InputException e =
        assertThrows(
            InputException.class, () -> serve(List.of(ModelConfig.of("m", base)), often()).close());
    assertEquals("model 'm': version 1: " + warmup + ": record 1: it is cut", e.getMessage());
  }

  /** Nothing is there yet: it is waited for. */
  @Test
  void startsWhereNoVersionIsThereYet() throws IOException {
    Path base = Files.createDirectories(temp.resolve("m"));
    try (TestServer server = serve(List.of(ModelConfig.of("m", base)), often())) {
      assertEquals(false, server.server().ready());
      TestModels.half(temp.resolve("beside"), 1);
      Files.move(temp.resolve("beside"), base.resolve("1"), StandardCopyOption.ATOMIC_MOVE);
      awaitPredicted(server, "404", "3.0");
      assertEquals(true, server.server().ready());
    }
  }
}
