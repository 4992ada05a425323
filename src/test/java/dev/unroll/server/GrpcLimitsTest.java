package dev.unroll.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.util.Durations;
import com.google.rpc.RetryInfo;
import dev.unroll.internal.server.model.ModelVersion;
import dev.unroll.internal.server.proto.GRPCInferenceServiceGrpc;
import dev.unroll.internal.server.proto.ModelSpec;
import dev.unroll.internal.server.proto.ModelStatisticsRequest;
import dev.unroll.internal.server.proto.PredictRequest;
import dev.unroll.internal.server.proto.PredictionServiceGrpc;
import dev.unroll.internal.server.proto.ServerLiveRequest;
import dev.unroll.internal.server.request.ModelName;
import dev.unroll.internal.server.run.Pause;
import dev.unroll.server.settings.BatchSettings;
import dev.unroll.server.settings.Limits;
import dev.unroll.server.settings.LoadSettings;
import dev.unroll.server.settings.LogSettings;
import dev.unroll.server.settings.ModelConfig;
import dev.unroll.server.settings.ProtocolSettings;
import dev.unroll.server.settings.Security;
import dev.unroll.server.settings.ServerSettings;
import dev.unroll.server.settings.SessionSettings;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.MetadataUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** What clients are told over the wire when they ask for more than they may, or for too long. */
class GrpcLimitsTest {

  private static final Duration LONG = Duration.ofSeconds(20);

  @TempDir private Path temp;

  private static final Limits SMALL =
      new Limits(
          20_000, 100, 40_000, 2000, 4000, 3, Duration.ofMillis(300), Duration.ofSeconds(10));

  private TestServer serve(Limits limits, BatchSettings batches) throws IOException {
    TestModels.half(temp.resolve("half/1"), 2);
    return TestServer.of(
        new ServerSettings(
            List.of(ModelConfig.of("half", temp.resolve("half"))),
            LoadSettings.standard(),
            batches,
            SessionSettings.standard(),
            "127.0.0.1",
            OptionalInt.of(0),
            OptionalInt.of(0),
            Duration.ofSeconds(30),
            limits,
            Security.none(),
            LogSettings.none(),
            Duration.ofSeconds(1),
            ProtocolSettings.standard()));
  }

  private static BatchSettings patient() {
    return new BatchSettings(2, 64, Duration.ofSeconds(20), 10_000);
  }

  private static PredictRequest request(int rows) {
    return PredictRequest.newBuilder()
        .setModelSpec(ModelSpec.newBuilder().setName("half"))
        .putInputs(
            "x",
            TensorProto.newBuilder()
                .setDtype(DataType.DT_FLOAT)
                .setTensorShape(
                    TensorShapeProto.newBuilder()
                        .addDim(TensorShapeProto.Dim.newBuilder().setSize(rows)))
                .addAllFloatVal(Collections.nCopies(rows, 3f))
                .build())
        .build();
  }

  private static float asked(ManagedChannel channel) {
    return PredictionServiceGrpc.newBlockingStub(channel)
        .predict(request(1))
        .getOutputsOrThrow("y")
        .getFloatVal(0);
  }

  private static Status refused(Runnable call) {
    return assertThrows(StatusRuntimeException.class, call::run).getStatus();
  }

  private static ManagedChannel another(TestServer server) {
    return NettyChannelBuilder.forAddress("127.0.0.1", server.server().grpcPort().orElseThrow())
        .usePlaintext()
        .build();
  }

  private static void until(BooleanSupplier done) throws InterruptedException {
    while (!done.getAsBoolean()) {
      Thread.sleep(1);
    }
  }

  @Test
  void aMessageThatIsTooLargeIsToldByItsSizes() throws IOException {
    try (TestServer server = serve(SMALL, patient())) {
      var stub = PredictionServiceGrpc.newBlockingStub(server.channel());
      Status status = refused(() -> stub.predict(request(10_000)));
      assertEquals(Status.Code.RESOURCE_EXHAUSTED, status.getCode());
      assertTrue(status.getDescription().contains("maximum size 20000: 40"), status.toString());
      assertEquals(3.5f, asked(server.channel()));
    }
  }

  @Test
  void headersThatAreTooLargeAreRefused() throws IOException {
    try (TestServer server = serve(SMALL, patient())) {
      Metadata large = new Metadata();
      large.put(Metadata.Key.of("a", Metadata.ASCII_STRING_MARSHALLER), "b".repeat(3000));
      var stub =
          PredictionServiceGrpc.newBlockingStub(server.channel())
              .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(large));
      Status status = refused(() -> stub.predict(request(1)));
      assertNotEquals(Status.Code.OK, status.getCode());
      assertTrue(String.valueOf(status.getCause()).contains("2000"), status.toString());
      assertEquals(3.5f, asked(server.channel()));
    }
  }

  @Test
  void connectionsBeyondThoseThatMayBeOpenAreClosed() throws Exception {
    try (TestServer server = serve(SMALL, patient())) {
      List<ManagedChannel> open = new ArrayList<>(List.of(server.channel()));
      assertEquals(3.5f, asked(server.channel()));
      for (int i = 0; i < 2; i++) {
        open.add(another(server));
        assertEquals(3.5f, asked(open.get(open.size() - 1)));
      }
      ManagedChannel more = another(server);
      Status status = refused(() -> asked(more));
      assertEquals(Status.Code.UNAVAILABLE, status.getCode());
      open.get(1).shutdownNow();
      assertTrue(open.get(1).awaitTermination(10, TimeUnit.SECONDS));
      // Its end may come later than the next beginning.
      until(
          () -> {
            try {
              return asked(more) == 3.5f;
            } catch (StatusRuntimeException e) {
              return false;
            }
          });
      open.forEach(ManagedChannel::shutdownNow);
      more.shutdownNow();
    }
  }

  @Test
  void aConnectionWithNothingToDoIsClosedAndOpenedAgain() throws Exception {
    try (TestServer server = serve(SMALL, patient())) {
      ManagedChannel channel = server.channel();
      assertEquals(3.5f, asked(channel));
      until(() -> channel.getState(false) == ConnectivityState.IDLE);
      assertEquals(3.5f, asked(channel));
    }
  }

  private static ModelVersion.Lease lease(TestServer server) {
    return server.server().store().lease(ModelName.newest("half"));
  }

  /** How often the model ran for requests. */
  private static long runs(TestServer server) {
    return GRPCInferenceServiceGrpc.newBlockingStub(server.channel())
        .modelStatistics(ModelStatisticsRequest.newBuilder().setName("half").build())
        .getModelStats(0)
        .getExecutionCount();
  }

  private static String half(String parameters) {
    return "{\"parameters\": {"
        + parameters
        + "}, \"inputs\": [{\"name\": \"x\", \"shape\": [1], \"datatype\": \"FP32\", \"data\":"
        + " [3]}]}";
  }

  @Test
  void aDeadlineThatPassesEndsACallAndItsWork() throws Exception {
    try (TestServer server = serve(Limits.standard(), new BatchSettings(1, 64, LONG, 100))) {
      assertEquals(3.5f, asked(server.channel()));
      try (Pause pause = Pause.of(server.server().workers(), lease(server))) {
        Status status =
            refused(
                () ->
                    PredictionServiceGrpc.newBlockingStub(server.channel())
                        .withDeadlineAfter(200, TimeUnit.MILLISECONDS)
                        .predict(request(1)));
        assertEquals(Status.Code.DEADLINE_EXCEEDED, status.getCode());
        TestServer.Answer answer =
            server.post("/v2/models/half/infer", half("\"timeout\": 200000"));
        assertEquals(504, answer.status());
        assertTrue(answer.body().contains("The deadline passed before the model"), answer.body());
        pause.end();
        assertEquals(3.5f, asked(server.channel()));
        assertEquals(2 + 1, runs(server), "runs: two that were waited for, and the pause");
      }
    }
  }

  @Test
  void aCallThatIsCancelledIsNotRun() throws Exception {
    TestServer server = serve(Limits.standard(), new BatchSettings(1, 64, LONG, 100));
    try {
      assertEquals(3.5f, asked(server.channel()));
      try (Pause pause = Pause.of(server.server().workers(), lease(server))) {
        List<Future<?>> calls = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
          calls.add(PredictionServiceGrpc.newFutureStub(server.channel()).predict(request(1)));
        }
        until(() -> server.server().workers().waiting() == 5);
        calls.forEach(call -> assertTrue(call.cancel(true)));
        // What comes after them on the connection is answered once they are known to be cancelled.
        assertTrue(
            GRPCInferenceServiceGrpc.newBlockingStub(server.channel())
                .serverLive(ServerLiveRequest.getDefaultInstance())
                .getLive());
        pause.end();
        assertEquals(3.5f, asked(server.channel()));
        assertEquals(2 + 1, runs(server), "runs: two that were waited for, and the pause");
      }
    } finally {
      server.close();
    }
    assertEquals(0, server.server().store().open(), "versions that somebody still holds");
  }

  @Test
  void aFullQueueIsToldWithATimeToWait() throws Exception {
    try (TestServer server = serve(Limits.standard(), new BatchSettings(1, 64, LONG, 1))) {
      assertEquals(3.5f, asked(server.channel()));
      try (Pause pause = Pause.of(server.server().workers(), lease(server))) {
        var waits = PredictionServiceGrpc.newFutureStub(server.channel()).predict(request(1));
        until(() -> server.server().workers().waiting() == 1);
        StatusRuntimeException e =
            assertThrows(StatusRuntimeException.class, () -> asked(server.channel()));
        assertEquals(Status.Code.UNAVAILABLE, e.getStatus().getCode());
        String pushback =
            e.getTrailers()
                .get(Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER));
        assertTrue(Long.parseLong(pushback) > 0, pushback);
        com.google.rpc.Status details = StatusProto.fromThrowable(e);
        assertEquals(e.getStatus().getDescription(), details.getMessage());
        assertEquals(
            Long.parseLong(pushback),
            Durations.toMillis(details.getDetails(0).unpack(RetryInfo.class).getRetryDelay()));
        TestServer.Answer answer = server.post("/v1/models/half:predict", "{\"instances\":[3]}");
        assertEquals(503, answer.status());
        assertTrue(Long.parseLong(answer.header("Retry-After").orElseThrow()) >= 1);
        assertTrue(Long.parseLong(answer.header("retry-after-ms").orElseThrow()) >= 1);
        assertTrue(answer.header("connection").isEmpty(), "the connection stays");
        TestServer.Answer other = server.post("/v2/models/half/infer", half(""));
        assertEquals(503, other.status());
        assertTrue(other.header("Retry-After").isPresent());
        pause.end();
        assertEquals(3.5f, waits.get().getOutputsOrThrow("y").getFloatVal(0));
      }
    }
  }

  private static final MethodDescriptor.Marshaller<byte[]> BYTES =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
          return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
          return new byte[0];
        }
      };

  @Test
  void aStreamWhoseMessageCannotBeReadIsNotKept() throws Exception {
    try (TestServer server = serve(Limits.standard(), patient())) {
      MethodDescriptor<byte[], byte[]> method =
          MethodDescriptor.newBuilder(BYTES, BYTES)
              .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
              .setFullMethodName("inference.GRPCInferenceService/ModelStreamInfer")
              .build();
      for (int i = 0; i < 200; i++) {
        CompletableFuture<Status> ended = new CompletableFuture<>();
        ClientCall<byte[], byte[]> call = server.channel().newCall(method, CallOptions.DEFAULT);
        call.start(
            new ClientCall.Listener<>() {
              @Override
              public void onClose(Status status, Metadata trailers) {
                ended.complete(status);
              }
            },
            new Metadata());
        call.request(1);
        call.sendMessage(new byte[] {-1, -1});
        assertEquals(Status.Code.INVALID_ARGUMENT, ended.get().getCode());
      }
      until(() -> server.get("/metrics").body().contains("unroll_grpc_streams 0\n"));
      assertEquals(3.5f, asked(server.channel()));
    }
  }
}
