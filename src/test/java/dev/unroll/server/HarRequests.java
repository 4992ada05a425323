package dev.unroll.server;

import com.google.protobuf.ByteString;
import dev.unroll.graph.Compute;
import dev.unroll.internal.server.proto.ModelInferRequest;
import dev.unroll.internal.server.proto.ModelInferRequest.InferInputTensor;
import dev.unroll.internal.server.proto.ModelInferRequest.InferRequestedOutputTensor;
import dev.unroll.internal.server.proto.ModelInferResponse;
import dev.unroll.internal.server.proto.ModelSpec;
import dev.unroll.internal.server.proto.PredictRequest;
import dev.unroll.internal.server.proto.PredictResponse;
import dev.unroll.load.LoadedModel;
import dev.unroll.load.NamedTensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.types.TFloat32;

/** One window for har-lstm, asked for by each protocol, and what is right as its answer. */
final class HarRequests {

  /** Numbers of a window: 128 steps of 9 features. */
  static final int NUMBERS = 128 * 9;

  static final Path MODEL = Path.of(System.getProperty("model", "savedmodels/har-lstm"));

  private static final double TOLERANCE = 1e-5;
  private static final int CLASSES = 6;

  private final float[] expected;

  /** Answers in JSON that were looked at: there are few, since they differ by rounding alone. */
  private final Set<String> seen = ConcurrentHashMap.newKeySet();

  /**
   * @param expected probabilities
   */
  private HarRequests(float[] expected) {
    this.expected = expected;
  }

  /** What is right by the model itself, without a server. */
  static HarRequests byTheModel() throws IOException {
    try (LoadedModel model =
            LoadedModel.load(MODEL.resolve("1"), false, Compute.standard().withThreads(1));
        TFloat32 tensor =
            TFloat32.tensorOf(Shape.of(1, 128, 9), DataBuffers.of(values(), true, false));
        NamedTensors found =
            model
                .runner("serving_default")
                .run(Map.of("inputs", tensor), List.of("probabilities"))) {
      TFloat32 probabilities = (TFloat32) found.get("probabilities");
      float[] expected = new float[CLASSES];
      for (int i = 0; i < CLASSES; i++) {
        expected[i] = probabilities.getFloat(0, i);
      }
      return new HarRequests(expected);
    }
  }

  static float[] values() {
    Random random = new Random(1);
    float[] values = new float[NUMBERS];
    for (int i = 0; i < NUMBERS; i++) {
      values[i] = Math.round(random.nextGaussian() * 1e6) / 1e6f;
    }
    return values;
  }

  private static ByteString bytes() {
    ByteBuffer bytes = ByteBuffer.allocate(4 * NUMBERS).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values());
    return ByteString.copyFrom(bytes);
  }

  /** TensorFlow Serving's, over HTTP. */
  static byte[] json(String headers) {
    StringBuilder body = new StringBuilder("{\"instances\": [[");
    float[] values = values();
    for (int i = 0; i < NUMBERS; i++) {
      body.append(i % 9 == 0 ? (i == 0 ? "[" : "], [") : ", ").append(values[i]);
    }
    body.append("]]]}");
    return KeptConnection.request(
        "POST /v1/models/har:predict?outputs=probabilities",
        body.toString().getBytes(StandardCharsets.UTF_8),
        headers);
  }

  /** The Open Inference Protocol's, over HTTP with binary tensors. */
  static byte[] binary(String headers) {
    byte[] head =
        ("{\"inputs\":[{\"name\":\"inputs\",\"shape\":[1,128,9],\"datatype\":\"FP32\","
                + "\"parameters\":{\"binary_data_size\":4608}}],\"outputs\":[{\"name\":"
                + "\"probabilities\",\"parameters\":{\"binary_data\":true}}]}")
            .getBytes(StandardCharsets.UTF_8);
    byte[] body = Arrays.copyOf(head, head.length + 4 * NUMBERS);
    bytes().copyTo(body, head.length);
    return KeptConnection.request(
        "POST /v2/models/har/infer",
        body,
        "Inference-Header-Content-Length: " + head.length + "\r\n" + headers);
  }

  /** TensorFlow Serving's, over gRPC. */
  static PredictRequest predict() {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setDtype(DataType.DT_FLOAT).setTensorContent(bytes());
    for (int size : new int[] {1, 128, 9}) {
      tensor.getTensorShapeBuilder().addDimBuilder().setSize(size);
    }
    return PredictRequest.newBuilder()
        .setModelSpec(ModelSpec.newBuilder().setName("har"))
        .addOutputFilter("probabilities")
        .putInputs("inputs", tensor.build())
        .build();
  }

  /** The Open Inference Protocol's, over gRPC. */
  static ModelInferRequest infer() {
    return ModelInferRequest.newBuilder()
        .setModelName("har")
        .addInputs(
            InferInputTensor.newBuilder()
                .setName("inputs")
                .setDatatype("FP32")
                .addShape(1)
                .addShape(128)
                .addShape(9))
        .addOutputs(InferRequestedOutputTensor.newBuilder().setName("probabilities"))
        .addRawInputContents(bytes())
        .build();
  }

  /** Whether the body of an answer to {@link #json} is right. */
  boolean right(String body) {
    if (seen.contains(body)) {
      return true;
    }
    int begin = body.indexOf('[');
    String[] found =
        body.substring(Math.max(0, begin)).replaceAll("[\\[\\]{}\\s]", "").split(",", -1);
    if (begin < 0 || found.length != CLASSES) {
      return false;
    }
    for (int i = 0; i < CLASSES; i++) {
      if (!close(Double.parseDouble(found[i]), i)) {
        return false;
      }
    }
    seen.add(body);
    return true;
  }

  private boolean close(double found, int i) {
    return Math.abs(found - expected[i]) <= TOLERANCE;
  }

  private boolean right(ByteBuffer floats) {
    if (floats.remaining() != 4 * CLASSES) {
      return false;
    }
    for (int i = 0; i < CLASSES; i++) {
      if (!close(floats.order(ByteOrder.LITTLE_ENDIAN).getFloat(), i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether the body of an answer to {@link #binary} is right. */
  boolean rightBinary(byte[] body) {
    return body.length > 4 * CLASSES
        && right(ByteBuffer.wrap(body, body.length - 4 * CLASSES, 4 * CLASSES));
  }

  /** Whether an answer to {@link #predict} is right. */
  boolean right(PredictResponse answer) {
    TensorProto found = answer.getOutputsOrThrow("probabilities");
    for (int i = 0; i < CLASSES; i++) {
      if (found.getFloatValCount() != CLASSES || !close(found.getFloatVal(i), i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether an answer to {@link #infer} is right. */
  boolean right(ModelInferResponse answer) {
    return answer.getRawOutputContentsCount() == 1
        && right(answer.getRawOutputContents(0).asReadOnlyByteBuffer());
  }
}
