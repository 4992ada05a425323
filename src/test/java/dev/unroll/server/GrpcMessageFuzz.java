package dev.unroll.server;

import com.google.protobuf.ByteString;
import com.google.protobuf.Int64Value;
import com.google.protobuf.Message;
import dev.unroll.internal.server.proto.ClassificationRequest;
import dev.unroll.internal.server.proto.ExampleList;
import dev.unroll.internal.server.proto.GRPCInferenceServiceGrpc;
import dev.unroll.internal.server.proto.GetModelMetadataRequest;
import dev.unroll.internal.server.proto.GetModelStatusRequest;
import dev.unroll.internal.server.proto.InferParameter;
import dev.unroll.internal.server.proto.Input;
import dev.unroll.internal.server.proto.ModelInferRequest;
import dev.unroll.internal.server.proto.ModelInferRequest.InferInputTensor;
import dev.unroll.internal.server.proto.ModelServiceGrpc;
import dev.unroll.internal.server.proto.ModelSpec;
import dev.unroll.internal.server.proto.PredictRequest;
import dev.unroll.internal.server.proto.PredictionServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.TensorProto;

/**
 * Calls over gRPC whose messages are nearly right, and less so. Each number stands for one message.
 */
final class GrpcMessageFuzz implements AutoCloseable {

  private record Case(MethodDescriptor<byte[], byte[]> method, ByteString message) {}

  private static final int MOST_SECONDS = 20;

  private static final List<Case> CASES =
      List.of(
          of(PredictionServiceGrpc.getPredictMethod(), predict("half", "x", 2)),
          of(PredictionServiceGrpc.getPredictMethod(), typed()),
          of(PredictionServiceGrpc.getClassifyMethod(), classify()),
          of(
              PredictionServiceGrpc.getGetModelMetadataMethod(),
              GetModelMetadataRequest.newBuilder()
                  .setModelSpec(ModelSpec.newBuilder().setName("types"))
                  .addMetadataField("signature_def")
                  .build()),
          of(
              ModelServiceGrpc.getGetModelStatusMethod(),
              GetModelStatusRequest.newBuilder()
                  .setModelSpec(ModelSpec.newBuilder().setName("half").setVersion(Int64Value.of(1)))
                  .build()),
          of(GRPCInferenceServiceGrpc.getModelInferMethod(), infer(true)),
          of(GRPCInferenceServiceGrpc.getModelInferMethod(), infer(false)),
          of(GRPCInferenceServiceGrpc.getModelInferMethod(), step()));

  private final ManagedChannel channel;

  GrpcMessageFuzz(int port) {
    channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
  }

  private static Case of(MethodDescriptor<?, ?> method, Message message) {
    return new Case(
        MethodDescriptor.newBuilder(Bytes.INSTANCE, Bytes.INSTANCE)
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(method.getFullMethodName())
            .build(),
        message.toByteString());
  }

  /** Messages as they are. */
  private enum Bytes implements MethodDescriptor.Marshaller<byte[]> {
    INSTANCE;

    @Override
    public InputStream stream(byte[] message) {
      return new ByteArrayInputStream(message);
    }

    @Override
    public byte[] parse(InputStream in) {
      try {
        return in.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static PredictRequest predict(String model, String input, int numbers) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setDtype(DataType.DT_FLOAT);
    tensor.getTensorShapeBuilder().addDimBuilder().setSize(numbers);
    for (int i = 0; i < numbers; i++) {
      tensor.addFloatVal(i + 0.5f);
    }
    return PredictRequest.newBuilder()
        .setModelSpec(ModelSpec.newBuilder().setName(model))
        .putInputs(input, tensor.build())
        .build();
  }

  private static PredictRequest typed() {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_STRING)
            .addStringVal(ByteString.copyFromUtf8("a"))
            .addStringVal(ByteString.copyFromUtf8("b\u00e9"));
    tensor.getTensorShapeBuilder().addDimBuilder().setSize(1);
    tensor.getTensorShapeBuilder().addDimBuilder().setSize(2);
    return PredictRequest.newBuilder()
        .setModelSpec(ModelSpec.newBuilder().setName("types").setSignatureName("string"))
        .putInputs("x_string", tensor.build())
        .addOutputFilter("y_string")
        .build();
  }

  private static ClassificationRequest classify() {
    return ClassificationRequest.newBuilder()
        .setModelSpec(ModelSpec.newBuilder().setName("half"))
        .setInput(
            Input.newBuilder()
                .setExampleList(ExampleList.newBuilder().addExamples(Example.newBuilder())))
        .build();
  }

  private static ModelInferRequest infer(boolean raw) {
    ModelInferRequest.Builder request =
        ModelInferRequest.newBuilder().setModelName("half").setId("7");
    InferInputTensor.Builder tensor =
        request.addInputsBuilder().setName("x").setDatatype("FP32").addShape(2);
    if (raw) {
      request.addRawInputContents(ByteString.copyFrom(new byte[] {0, 0, 0, 64, 0, 0, -128, 63}));
    } else {
      tensor.getContentsBuilder().addFp32Contents(1).addFp32Contents(2.5f);
    }
    return request.build();
  }

  private static ModelInferRequest step() {
    ModelInferRequest.Builder request =
        ModelInferRequest.newBuilder()
            .setModelName("burst")
            .putParameters("sequence_id", InferParameter.newBuilder().setInt64Param(7).build())
            .putParameters("sequence_start", InferParameter.newBuilder().setBoolParam(true).build())
            .addRawInputContents(ByteString.copyFrom(new byte[] {0, 0, 0, 64, 0, 0, -128, 63}));
    request
        .addInputsBuilder()
        .setName("inputs")
        .setDatatype("FP32")
        .addShape(1)
        .addShape(2)
        .addShape(1);
    return request.build();
  }

  /** Asks with the message of a number, and gives the code of the answer. */
  String ask(long number) {
    Random random = new Random(number * 0x9E3779B97F4A7C15L + 2);
    Case one = CASES.get(random.nextInt(CASES.size()));
    byte[] message = one.message.toByteArray();
    int changes = random.nextInt(5);
    for (int i = 0; i < changes; i++) {
      message = changed(random, message);
    }
    try {
      ClientCalls.blockingUnaryCall(
          channel,
          one.method,
          CallOptions.DEFAULT.withDeadlineAfter(MOST_SECONDS, TimeUnit.SECONDS),
          message);
      return "OK";
    } catch (StatusRuntimeException e) {
      String code = e.getStatus().getCode().name();
      return code.equals("UNKNOWN") || code.equals("INTERNAL")
          ? code + " " + one.method.getFullMethodName() + ": " + e.getStatus().getDescription()
          : code;
    }
  }

  private static byte[] changed(Random random, byte[] message) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int at = random.nextInt(message.length + 1);
    int to = Math.min(message.length, at + 1 + random.nextInt(8));
    out.write(message, 0, at);
    switch (random.nextInt(6)) {
      case 0 -> {
        out.write(random.nextInt(256));
        int next = Math.min(message.length, at + 1);
        out.write(message, next, message.length - next);
      }
      case 1 -> out.write(message, to, message.length - to);
      case 2 -> {
        out.write(message, at, to - at);
        out.write(message, at, message.length - at);
      }
      case 3 -> {
        // A number of many digits, in seven bits a byte.
        int bytes = 1 + random.nextInt(11);
        for (int i = 0; i < bytes; i++) {
          out.write(i < bytes - 1 ? 0x80 | random.nextInt(128) : random.nextInt(128));
        }
        out.write(message, at, message.length - at);
      }
      case 4 -> {
        byte[] other = CASES.get(random.nextInt(CASES.size())).message.toByteArray();
        int from = random.nextInt(other.length);
        out.write(other, from, Math.min(other.length - from, 30));
        out.write(message, at, message.length - at);
      }
      default -> {
        // Messages in messages, without an end.
        for (int i = random.nextInt(300); i > 0; i--) {
          out.write(random.nextBoolean() ? 0x0a : 0x12);
        }
        out.write(message, at, message.length - at);
      }
    }
    return out.toByteArray();
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
