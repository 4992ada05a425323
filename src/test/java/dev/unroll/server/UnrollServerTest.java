package dev.unroll.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import dev.unroll.check.InputException;
import dev.unroll.internal.files.TfRecords;
import dev.unroll.internal.server.http.RawClient;
import dev.unroll.internal.server.proto.GRPCInferenceServiceGrpc;
import dev.unroll.internal.server.proto.GetModelStatusRequest;
import dev.unroll.internal.server.proto.ModelInferRequest;
import dev.unroll.internal.server.proto.ModelServiceGrpc;
import dev.unroll.internal.server.proto.ModelSpec;
import dev.unroll.internal.server.proto.ModelStreamInferResponse;
import dev.unroll.internal.server.proto.PredictRequest;
import dev.unroll.internal.server.proto.PredictionLog;
import dev.unroll.internal.server.proto.PredictionServiceGrpc;
import dev.unroll.server.settings.BatchSettings;
import dev.unroll.server.settings.Limits;
import dev.unroll.server.settings.LoadSettings;
import dev.unroll.server.settings.LogSettings;
import dev.unroll.server.settings.ModelConfig;
import dev.unroll.server.settings.ProtocolSettings;
import dev.unroll.server.settings.Security;
import dev.unroll.server.settings.ServerSettings;
import dev.unroll.server.settings.SessionSettings;
import dev.unroll.server.settings.Tls;
import dev.unroll.server.settings.WarmupSettings;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

class UnrollServerTest {

  private static final Path MODEL = Path.of("savedmodels/har-lstm");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  private static ServerSettings settings(Path model, Security security, LogSettings logs) {
    return settings(
        model,
        security,
        logs,
        LoadSettings.standard().withWarmup(new WarmupSettings(false, true, 1)));
  }

  private static ServerSettings settings(
      Path model, Security security, LogSettings logs, LoadSettings load) {
    return new ServerSettings(
        List.of(ModelConfig.of("har", model)),
        load,
        new BatchSettings(2, 64, Duration.ofSeconds(20), 10_000),
        SessionSettings.standard(),
        "127.0.0.1",
        OptionalInt.of(0),
        OptionalInt.of(0),
        Duration.ofSeconds(30),
        Limits.standard(),
        security,
        logs,
        Duration.ofSeconds(30),
        ProtocolSettings.standard());
  }

  private static UnrollServer server(Security security) throws IOException {
    return new UnrollServer(settings(MODEL, security, LogSettings.none()), "0");
  }

  private static ManagedChannel plain(UnrollServer server) {
    return NettyChannelBuilder.forAddress("127.0.0.1", server.grpcPort().orElseThrow())
        .usePlaintext()
        .build();
  }

  private static String post(String path, String body) {
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: a\r\nX-Request-Id: mine\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n";
  }

  private static PredictRequest windows(int rows) {
    TensorProto.Builder values =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_FLOAT)
            .setTensorShape(
                TensorShapeProto.newBuilder()
                    .addDim(TensorShapeProto.Dim.newBuilder().setSize(rows))
                    .addDim(TensorShapeProto.Dim.newBuilder().setSize(128))
                    .addDim(TensorShapeProto.Dim.newBuilder().setSize(9)));
    for (int i = 0; i < rows * 128 * 9; i++) {
      values.addFloatVal((float) Math.sin(i * 0.37));
    }
    return PredictRequest.newBuilder()
        .setModelSpec(ModelSpec.newBuilder().setName("har"))
        .putInputs("inputs", values.build())
        .build();
  }

  private static ServingStatus health(Channel channel, String name) {
    return HealthGrpc.newBlockingStub(channel)
        .check(HealthCheckRequest.newBuilder().setService(name).build())
        .getStatus();
  }

  @Test
  void whatItShowsAsAnExampleIsAnswered() throws IOException {
    try (UnrollServer server = server(Security.none());
        RawClient client = new RawClient(server.httpPort().orElseThrow())) {
      ServedModel model = server.models().get(0);
      assertEquals("har", model.name());
      assertEquals(1, model.version());
      assertTrue(model.signatures().contains("serving_default"));
      assertEquals(List.of("train"), model.refused());
      assertTrue(model.stepwise());
      RawClient.Answer answer =
          client.send(post("/v1/models/har:predict", model.example().orElseThrow())).answer();
      assertEquals(200, answer.status(), answer.body());
      assertTrue(JSON.readTree(answer.body()).has("outputs"));
      assertEquals("1", answer.headers().get("unroll-model-version"));
    }
  }

  @Test
  void requestsAreCountedAndWrittenDown() throws Exception {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    Path recorded = folder.resolve("requests.tfrecord");
    LogSettings logs =
        new LogSettings(Optional.of(lines), Optional.of(recorded), 1, LogSettings.METRICS_PATH);
    String metrics;
    ServerSettings settings =
        settings(
            MODEL,
            Security.none(),
            logs,
            LoadSettings.standard().withWarmup(WarmupSettings.standard()));
    try (UnrollServer server = new UnrollServer(settings, "0");
        RawClient client = new RawClient(server.httpPort().orElseThrow())) {
      String body = server.models().get(0).example().orElseThrow();
      assertEquals(200, client.send(post("/v1/models/har:predict", body)).answer().status());
      assertEquals(404, client.send(post("/v1/models/no:predict", body)).answer().status());
      String step = "{\"session\": \"s\", \"start\": true, \"step\": [1, 2, 3, 4, 5, 6, 7, 8, 9]}";
      assertEquals(200, client.send(post("/v1/models/har:step", step)).answer().status());
      ManagedChannel channel = plain(server);
      assertEquals(
          3,
          PredictionServiceGrpc.newBlockingStub(channel)
              .predict(windows(3))
              .getOutputsOrThrow("probabilities")
              .getTensorShape()
              .getDim(0)
              .getSize());
      channel.shutdownNow();
      metrics = client.send(get("/metrics")).answer().body();
      assertEquals(200, client.send(get("/monitoring/prometheus/metrics")).answer().status());
    }
    for (String expected :
        List.of(
            "unroll_requests_total{model=\"har\",version=\"1\",signature=\"serving_default\","
                + "protocol=\"rest\",code=\"200\"} 1",
            "unroll_requests_total{model=\"har\",version=\"1\",signature=\"serving_default\","
                + "protocol=\"grpc\",code=\"OK\"} 1",
            "unroll_requests_total{model=\"\",version=\"\",signature=\"\",protocol=\"rest\","
                + "code=\"404\"} 1",
            "unroll_rows_total{model=\"har\"} 5",
            "unroll_sessions 1",
            "unroll_open_versions 1",
            "unroll_http_connections 1",
            ":tensorflow:cc:saved_model:load_attempt_count{model_path=\"savedmodels/har-lstm/1\","
                + "status=\"success\"} 1",
            ":tensorflow:serving:model_warmup_latency_count{model_path="
                + "\"savedmodels/har-lstm/1\",status=\"success\"} 1",
            "unroll_warmup_requests_total{model=\"har\",signature=\"serving_default\"} 7",
            "unroll_warmup_requests_total{model=\"har\",signature=\"step\"} 7",
            ":tensorflow:serving:batching_session:wrapped_run_count 3",
            ":tensorflow:core:graph_runs 3",
            ":tensorflow:serving:request_count{model_name=\"har\",status=\"OK\"} 3",
            ":tensorflow:serving:request_latency_count{model_name=\"har\",API=\"Predict\","
                + "entrypoint=\"GRPC\"} 1",
            ":tensorflow:serving:request_latency_count{model_name=\"har\",API=\"predict\","
                + "entrypoint=\"REST\"} 1",
            ":tensorflow:serving:request_example_count_total{model=\"har\"} 5")) {
      assertTrue(metrics.contains(expected + "\n"), expected + " in\n" + metrics);
    }
    assertFalse(metrics.contains("\"no\""), "clients must not name what is counted");
    List<JsonNode> entries = new ArrayList<>();
    for (String line : lines.toString(StandardCharsets.UTF_8).split("\n", -1)) {
      if (!line.isEmpty()) {
        entries.add(JSON.readTree(line));
      }
    }
    assertEquals(6, entries.size());
    JsonNode first = entries.get(0);
    assertEquals("mine", first.get("id").asText());
    assertEquals("har", first.get("model").asText());
    assertEquals(1, first.get("rows").asInt());
    assertTrue(first.get("run_ms").asDouble() > 0);
    assertTrue(
        first.get("total_ms").asDouble()
            >= first.get("run_ms").asDouble() + first.get("queue_ms").asDouble() - 0.01);
    assertTrue(entries.get(1).get("error").asText().contains("no"));
    assertEquals("OK", entries.get(3).get("code").asText());
    replayed(recorded);
  }

  /** What was recorded warms a model up. */
  private void replayed(Path recorded) throws Exception {
    List<byte[]> records = TfRecords.read(recorded, 1000, 1 << 20);
    assertEquals(2, records.size(), "steps of a session cannot be played again");
    assertEquals(
        3,
        PredictionLog.parseFrom(records.get(1))
            .getPredictLog()
            .getRequest()
            .getInputsOrThrow("inputs")
            .getTensorShape()
            .getDim(0)
            .getSize());
    Path copy = folder.resolve("copy/7");
    try (Stream<Path> files = Files.walk(MODEL.resolve("1"))) {
      for (Path file : files.toList()) {
        Path to = copy.resolve(MODEL.resolve("1").relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(to);
        } else {
          Files.copy(file, to);
        }
      }
    }
    Files.copy(recorded, copy.resolve("assets.extra/tf_serving_warmup_requests"));
    try (UnrollServer server =
        new UnrollServer(settings(copy.getParent(), Security.none(), LogSettings.none()), "0")) {
      assertEquals(7, server.models().get(0).version());
    }
  }

  @Test
  void healthIsToldOfServicesAndModels() throws Exception {
    try (UnrollServer server = server(Security.none());
        RawClient client = new RawClient(server.httpPort().orElseThrow())) {
      ManagedChannel channel = plain(server);
      for (String name :
          List.of("", "har", "PredictionService", "inference.GRPCInferenceService")) {
        assertEquals(ServingStatus.SERVING, health(channel, name), name);
      }
      StatusRuntimeException unknown =
          assertThrows(StatusRuntimeException.class, () -> health(channel, "none"));
      assertEquals(Status.Code.NOT_FOUND, unknown.getStatus().getCode());
      var watched =
          HealthGrpc.newBlockingStub(channel)
              .watch(HealthCheckRequest.newBuilder().setService("har").build());
      assertEquals(ServingStatus.SERVING, watched.next().getStatus());
      assertEquals(200, client.send(get("/v2/health/ready")).answer().status());
      CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close);
      assertEquals(ServingStatus.NOT_SERVING, watched.next().getStatus());
      channel.shutdownNow();
      closed.get();
    }
  }

  @Test
  void tokensAndCertificatesAreHeldToOverBothProtocols() throws Exception {
    Certificates own = Certificates.make(folder, "server");
    Certificates client = Certificates.make(folder, "client");
    Certificates stranger = Certificates.make(folder, "stranger");
    Security security =
        new Security(
            Optional.of(new Tls(own.certificate(), own.key(), Optional.of(client.certificate()))),
            List.of("a-token", "b-token"),
            Optional.empty());
    try (UnrollServer server = server(security)) {
      HttpClient http = HttpClient.newBuilder().sslContext(context(own, client)).build();
      URI models =
          URI.create("https://localhost:" + server.httpPort().orElseThrow() + "/v1/models");
      assertEquals(401, status(http, HttpRequest.newBuilder(models)));
      assertEquals(
          200,
          status(http, HttpRequest.newBuilder(models).header("Authorization", "Bearer b-token")));
      assertEquals(200, status(http, HttpRequest.newBuilder(models.resolve("/v2/health/ready"))));
      HttpClient wrong = HttpClient.newBuilder().sslContext(context(own, stranger)).build();
      assertThrows(IOException.class, () -> status(wrong, HttpRequest.newBuilder(models)));
      try (RawClient plain = new RawClient(server.httpPort().orElseThrow())) {
        assertThrows(IOException.class, () -> plain.send(get("/v2/health/live")).answer());
      }

      ManagedChannel channel = encrypted(server, own, client);
      assertEquals(ServingStatus.SERVING, health(channel, "har"));
      GetModelStatusRequest request =
          GetModelStatusRequest.newBuilder()
              .setModelSpec(ModelSpec.newBuilder().setName("har"))
              .build();
      var stub = ModelServiceGrpc.newBlockingStub(channel);
      StatusRuntimeException refused =
          assertThrows(StatusRuntimeException.class, () -> stub.getModelStatus(request));
      assertEquals(Status.Code.UNAUTHENTICATED, refused.getStatus().getCode());
      Metadata token = new Metadata();
      token.put(
          Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer a-token");
      assertEquals(
          1,
          stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(token))
              .getModelStatus(request)
              .getModelVersionStatusCount());
      channel.shutdownNow();
      ManagedChannel unknown = encrypted(server, own, stranger);
      assertThrows(StatusRuntimeException.class, () -> health(unknown, "har"));
      unknown.shutdownNow();
    }
  }

  private static int status(HttpClient client, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  private static SSLContext context(Certificates server, Certificates client) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(client.store(), Certificates.PASSWORD.toCharArray());
    java.security.KeyStore trusted = java.security.KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", server.store().getCertificate("one"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static ManagedChannel encrypted(
      UnrollServer server, Certificates own, Certificates client) throws IOException {
    return NettyChannelBuilder.forAddress("localhost", server.grpcPort().orElseThrow())
        .sslContext(
            GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK)
                .trustManager(bytes(own.certificate()))
                .keyManager(bytes(client.certificate()), bytes(client.key()))
                .build())
        .build();
  }

  private static ByteArrayInputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Clients that ask one request after the other, over both protocols, while the server ends. */
  @Test
  void nothingThatWasAcceptedIsLostAtTheEnd() throws Exception {
    UnrollServer server = server(Security.none());
    int port = server.httpPort().orElseThrow();
    AtomicInteger answered = new AtomicInteger();
    AtomicInteger calls = new AtomicInteger();
    List<CompletableFuture<Void>> clients = new ArrayList<>();
    String body = server.models().get(0).example().orElseThrow();
    for (int i = 0; i < 8; i++) {
      RawClient client = new RawClient(port);
      clients.add(
          CompletableFuture.runAsync(
              () -> ask(client, body, answered), task -> new Thread(task).start()));
    }
    ManagedChannel channel = plain(server);
    clients.add(
        CompletableFuture.runAsync(() -> call(channel, calls), task -> new Thread(task).start()));
    while (answered.get() < 200 || calls.get() < 20) {
      Thread.onSpinWait();
    }
    server.close();
    for (CompletableFuture<Void> client : clients) {
      client.get();
    }
    channel.shutdownNow();
    assertFalse(server.ready());
  }

  /** Ends when it is told that its connection will be closed; nothing else may end it. */
  private static void ask(RawClient client, String body, AtomicInteger answered) {
    try (client) {
      String request = post("/v1/models/har:predict", body);
      RawClient.Answer answer;
      do {
        answer = client.send(request).answer();
        assertEquals(200, answer.status(), answer.body());
        answered.incrementAndGet();
      } while (answer.headers().get("connection") == null);
    } catch (IOException e) {
      throw new AssertionError("a request was lost", e);
    }
  }

  /** Ends when calls are let in no more: then the server was not asked. */
  private static void call(ManagedChannel channel, AtomicInteger calls) {
    PredictRequest request = windows(1);
    while (true) {
      try {
        PredictionServiceGrpc.newBlockingStub(channel).predict(request);
        calls.incrementAndGet();
      } catch (StatusRuntimeException e) {
        assertEquals(Status.Code.UNAVAILABLE, e.getStatus().getCode(), e.getMessage());
        return;
      }
    }
  }

  @Test
  void aPortThatIsTakenIsOneMessage() throws IOException {
    try (UnrollServer server = server(Security.none())) {
      ServerSettings same =
          settings(MODEL, Security.none(), LogSettings.none())
              .withPorts(server.httpPort(), OptionalInt.empty());
      InputException e =
          assertThrows(InputException.class, () -> new UnrollServer(same, "0").close());
      assertTrue(e.getMessage().contains("cannot listen at 127.0.0.1:"), e.getMessage());
      ServerSettings other =
          settings(MODEL, Security.none(), LogSettings.none())
              .withPorts(OptionalInt.empty(), server.grpcPort());
      assertThrows(InputException.class, () -> new UnrollServer(other, "0").close());
    }
  }

  /** What comes over a stream, and how it ends. */
  private static final class Streamed implements StreamObserver<ModelStreamInferResponse> {

    private final BlockingQueue<ModelStreamInferResponse> answers = new LinkedBlockingQueue<>();
    private final CompletableFuture<Status> ended = new CompletableFuture<>();

    @Override
    public void onNext(ModelStreamInferResponse answer) {
      answers.add(answer);
    }

    @Override
    public void onError(Throwable e) {
      ended.complete(Status.fromThrowable(e));
    }

    @Override
    public void onCompleted() {
      ended.complete(Status.OK);
    }
  }

  private static ModelInferRequest step(int rows) {
    return ModelInferRequest.newBuilder()
        .setModelName("har")
        .addInputs(
            ModelInferRequest.InferInputTensor.newBuilder()
                .setName("inputs")
                .setDatatype("FP32")
                .addAllShape(List.of((long) rows, 128L, 9L)))
        .addRawInputContents(ByteString.copyFrom(new byte[rows * 128 * 9 * 4]))
        .build();
  }

  @Test
  void aStreamWithNothingToDoDoesNotDelayTheEnd() throws Exception {
    UnrollServer server = server(Security.none());
    ManagedChannel channel = plain(server);
    Streamed idle = new Streamed();
    var requests = GRPCInferenceServiceGrpc.newStub(channel).modelStreamInfer(idle);
    requests.onNext(step(1));
    assertEquals("", idle.answers.take().getErrorMessage());
    CompletableFuture<Status> reflected = new CompletableFuture<>();
    BlockingQueue<ServerReflectionResponse> services = new LinkedBlockingQueue<>();
    ServerReflectionGrpc.newStub(channel)
        .serverReflectionInfo(
            new StreamObserver<>() {
              @Override
              public void onNext(ServerReflectionResponse answer) {
                services.add(answer);
              }

              @Override
              public void onError(Throwable e) {
                reflected.complete(Status.fromThrowable(e));
              }

              @Override
              public void onCompleted() {
                reflected.complete(Status.OK);
              }
            })
        .onNext(ServerReflectionRequest.newBuilder().setListServices("*").build());
    assertTrue(services.take().getListServicesResponse().getServiceCount() > 3);
    long begin = System.nanoTime();
    server.close();
    long millis = (System.nanoTime() - begin) / 1_000_000;
    assertTrue(millis < 5000, millis + " ms; it may take 30 s to drain");
    Status status = idle.ended.get();
    assertEquals(Status.Code.UNAVAILABLE, status.getCode());
    assertTrue(status.getDescription().contains("open another"), status.getDescription());
    assertEquals(Status.Code.UNAVAILABLE, reflected.get().getCode());
    channel.shutdownNow();
  }

  @Test
  void aStreamEndsOnceAllItWasAskedIsAnswered() throws Exception {
    UnrollServer server = server(Security.none());
    ManagedChannel channel = plain(server);
    Streamed busy = new Streamed();
    var requests = GRPCInferenceServiceGrpc.newStub(channel).modelStreamInfer(busy);
    requests.onNext(step(1));
    assertEquals("", busy.answers.take().getErrorMessage());
    for (int i = 0; i < 100; i++) {
      requests.onNext(step(2));
    }
    // Once the first of them is answered, all have come, or are on their way.
    assertEquals("", busy.answers.take().getErrorMessage());
    server.close();
    Status status = busy.ended.get();
    assertEquals(Status.Code.UNAVAILABLE, status.getCode());
    for (ModelStreamInferResponse answer : busy.answers) {
      assertEquals("", answer.getErrorMessage());
      assertEquals(2, answer.getInferResponse().getOutputs(0).getShape(0));
    }
    channel.shutdownNow();
  }
}
