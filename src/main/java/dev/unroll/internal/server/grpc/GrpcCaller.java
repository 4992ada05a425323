package dev.unroll.internal.server.grpc;

import com.google.protobuf.UnsafeByteOperations;
import dev.unroll.internal.server.proto.GRPCInferenceServiceGrpc;
import dev.unroll.internal.server.proto.ModelInferRequest;
import dev.unroll.internal.server.proto.ModelInferRequest.InferInputTensor;
import dev.unroll.internal.server.proto.ModelSpec;
import dev.unroll.internal.server.proto.PredictRequest;
import dev.unroll.internal.server.proto.PredictionServiceGrpc;
import dev.unroll.internal.server.request.TensorValue;
import dev.unroll.internal.server.v2.PackedTensors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.MetadataUtils;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Asks a server on this machine. */
@SuppressWarnings("FutureReturnValueIgnored") // of threads that end
public final class GrpcCaller implements AutoCloseable {

  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final ManagedChannel channel;
  private final PredictionServiceGrpc.PredictionServiceBlockingStub predictions;
  private final Duration longest;
  private final GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub inferences;

  /**
   * @param token that the server asks for
   * @param longest time for an answer
   */
  public GrpcCaller(int port, String token, Duration longest) {
    this.longest = longest;
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", port)
            .eventLoopGroup(loops)
            .channelType(NioSocketChannel.class)
            .directExecutor()
            .intercept(MetadataUtils.newAttachHeadersInterceptor(headers))
            .usePlaintext()
            .build();
    predictions = PredictionServiceGrpc.newBlockingStub(channel);
    inferences = GRPCInferenceServiceGrpc.newBlockingStub(channel);
  }

  private <S extends AbstractStub<S>> S within(S stub) {
    return stub.withDeadlineAfter(longest.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Asks as TensorFlow Serving's clients do.
   *
   * @throws io.grpc.StatusRuntimeException where it is refused
   */
  public void predict(String model, Map<String, TensorValue> inputs) {
    PredictRequest.Builder request =
        PredictRequest.newBuilder().setModelSpec(ModelSpec.newBuilder().setName(model));
    inputs.forEach((name, value) -> request.putInputs(name, TensorMessages.write(value, false)));
    var unused = within(predictions).predict(request.build());
  }

  /**
   * Asks as clients of the Open Inference Protocol do.
   *
   * @throws io.grpc.StatusRuntimeException where it is refused
   */
  public void infer(String model, Map<String, TensorValue> inputs) {
    ModelInferRequest.Builder request = ModelInferRequest.newBuilder().setModelName(model);
    inputs.forEach(
        (name, value) -> {
          InferInputTensor.Builder input =
              InferInputTensor.newBuilder().setName(name).setDatatype(value.type().protocolName());
          for (long size : value.shape()) {
            input.addShape(size);
          }
          request.addInputs(input);
          request.addRawInputContents(UnsafeByteOperations.unsafeWrap(PackedTensors.write(value)));
        });
    var unused = within(inferences).modelInfer(request.build());
  }

  @Override
  public void close() {
    channel.shutdownNow();
    try {
      boolean unused = channel.awaitTermination(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
