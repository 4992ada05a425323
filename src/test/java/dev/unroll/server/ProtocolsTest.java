package dev.unroll.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import dev.unroll.internal.server.proto.ModelSpec;
import dev.unroll.internal.server.proto.PredictRequest;
import dev.unroll.internal.server.proto.PredictionServiceGrpc;
import dev.unroll.server.settings.ProtocolSettings;
import dev.unroll.server.settings.ServerSettings;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** What can be chosen of how protocols are spoken. */
class ProtocolsTest {

  @TempDir private Path temp;

  private TestServer serve(ProtocolSettings protocols) throws IOException {
    return TestServer.of(
        ServerSettings.of(TestServer.models(temp).subList(0, 5))
            .withPorts(OptionalInt.of(0), OptionalInt.of(0))
            .with(protocols));
  }

  private static PredictRequest half(int rows) {
    TensorProto.Builder x =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_FLOAT)
            .setTensorShape(
                TensorShapeProto.newBuilder()
                    .addDim(TensorShapeProto.Dim.newBuilder().setSize(rows)));
    for (int i = 0; i < rows; i++) {
      x.addFloatVal(i);
    }
    return PredictRequest.newBuilder()
        .setModelSpec(ModelSpec.newBuilder().setName("half"))
        .putInputs("x", x.build())
        .build();
  }

  @Test
  void packsOutputsWhereThatIsChosen() throws IOException {
    try (TestServer server = serve(new ProtocolSettings(Optional.empty(), true, false))) {
      TensorProto y =
          PredictionServiceGrpc.newBlockingStub(server.channel())
              .predict(half(3))
              .getOutputsOrThrow("y");
      assertEquals(0, y.getFloatValCount());
      assertEquals(12, y.getTensorContent().size());
      var values = y.getTensorContent().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
      assertEquals(3, values.getFloat());
      assertEquals(3.5f, values.getFloat());
      assertEquals(4, values.getFloat());
    }
  }

  @Test
  void holdsSignaturesToTheNamesOfMethodsWhereThatIsChosen() throws IOException {
    String examples = "{\"examples\": [{\"x\": 0.5}]}";
    String regress = "{\"signature_name\": \"regress\", \"examples\": [{\"x\": 0.5}]}";
    try (TestServer server = serve(new ProtocolSettings(Optional.empty(), false, true))) {
      assertEquals(200, server.post("/v1/models/examples:classify", examples).status());
      assertEquals(200, server.post("/v1/models/examples:regress", regress).status());
      assertEquals(200, server.post("/v1/models/half:predict", "{\"instances\": [1]}").status());
      TestServer.Answer other =
          server.post(
              "/v1/models/examples:classify",
              "{\"signature_name\": \"wrong_method\", \"examples\": [{\"x\": 0.5}]}");
      assertEquals(400, other.status(), other.body());
      assertTrue(
          other
              .body()
              .contains(
                  "Expected classification signature method_name to be"
                      + " tensorflow/serving/classify. Was: tensorflow/serving/predict"),
          other.body());
    }
    try (TestServer server = serve(ProtocolSettings.standard())) {
      TestServer.Answer other =
          server.post(
              "/v1/models/examples:classify",
              "{\"signature_name\": \"wrong_method\", \"examples\": [{\"x\": 0.5}]}");
      assertEquals(200, other.status(), other.body());
    }
  }

  private static ManagedChannel channel(Path socket, MultiThreadIoEventLoopGroup loops) {
    return NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket))
        .eventLoopGroup(loops)
        .channelType(NioDomainSocketChannel.class, UnixDomainSocketAddress.class)
        .overrideAuthority("localhost")
        .usePlaintext()
        .build();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS) // whose older versions have none
  void speaksGrpcAtASocketToo() throws Exception {
    Path socket = temp.resolve("s");
    try (ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      // What was left behind by a server that was killed.
      ServerSocketChannel unused = left.bind(UnixDomainSocketAddress.of(socket));
    }
    assertTrue(Files.exists(socket));
    MultiThreadIoEventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    ProtocolSettings protocols = ProtocolSettings.standard().withGrpcSocket(socket);
    try (TestServer server = serve(protocols)) {
      ManagedChannel channel = channel(socket, loops);
      var stub = PredictionServiceGrpc.newBlockingStub(channel);
      for (int rows = 1; rows < 300; rows++) {
        var y = stub.predict(half(rows)).getOutputsOrThrow("y");
        assertEquals((rows - 1) / 2f + 3, y.getFloatVal(rows - 1));
      }
      assertEquals(
          3,
          PredictionServiceGrpc.newBlockingStub(server.channel())
              .predict(half(1))
              .getOutputsOrThrow("y")
              .getFloatVal(0));
      assertTrue(server.get("/metrics").body().contains("unroll_grpc_connections 2\n"));
      InputException taken = assertThrows(InputException.class, () -> serve(protocols).close());
      assertTrue(taken.getMessage().contains("another server listens"), taken.getMessage());
      channel.shutdownNow();
    }
    assertFalse(Files.exists(socket));
    ManagedChannel gone = channel(socket, loops);
    Status status =
        assertThrows(
                StatusRuntimeException.class,
                () -> PredictionServiceGrpc.newBlockingStub(gone).predict(half(1)))
            .getStatus();
    assertEquals(Status.Code.UNAVAILABLE, status.getCode());
    gone.shutdownNow();
    loops.shutdownGracefully().get();
  }

  @Test
  void leavesOtherFilesAlone() throws IOException {
    Path file = Files.writeString(temp.resolve("notes"), "mine");
    ProtocolSettings protocols = ProtocolSettings.standard().withGrpcSocket(file);
    InputException e = assertThrows(InputException.class, () -> serve(protocols).close());
    assertTrue(e.getMessage().contains("expected a socket or no file"), e.getMessage());
    assertEquals("mine", Files.readString(file));
    Path nowhere = temp.resolve("no/folder/s");
    InputException missing =
        assertThrows(
            InputException.class,
            () -> serve(ProtocolSettings.standard().withGrpcSocket(nowhere)).close());
    assertTrue(missing.getMessage().contains("choose another file for the socket"));
    assertThrows(
        InputException.class,
        () ->
            ServerSettings.of(List.of())
                .withPorts(OptionalInt.of(0), OptionalInt.empty())
                .with(protocols));
  }
}
