package dev.unroll.internal.server.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.unroll.internal.server.proto.InferParameter;
import dev.unroll.internal.server.proto.InferTensorContents;
import dev.unroll.internal.server.proto.ModelInferRequest;
import dev.unroll.internal.server.proto.ModelInferRequest.InferInputTensor;
import dev.unroll.internal.server.proto.ModelInferResponse;
import dev.unroll.internal.server.request.Deadline;
import dev.unroll.internal.server.request.ElementType;
import dev.unroll.internal.server.request.Refusal;
import dev.unroll.internal.server.request.TensorValue;
import dev.unroll.internal.server.v2.InferAnswer;
import dev.unroll.internal.server.v2.InferRequest;
import dev.unroll.internal.server.v2.PackedTensors;
import dev.unroll.internal.server.v2.V2Handler;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Requests and answers of the Open Inference Protocol as its messages. */
final class InferenceMessages {

  private InferenceMessages() {}

  /**
   * What a message asks for.
   *
   * @throws Refusal where it does not hold what it says
   */
  static InferRequest read(ModelInferRequest message, Deadline deadline) {
    boolean raw = message.getRawInputContentsCount() > 0;
    if (raw && message.getRawInputContentsCount() != message.getInputsCount()) {
      throw Refusal.invalid(
          "expected raw_input_contents for each of the %d inputs, found %d",
          message.getInputsCount(), message.getRawInputContentsCount());
    }
    Map<String, TensorValue> inputs = new LinkedHashMap<>();
    for (int i = 0; i < message.getInputsCount(); i++) {
      InferInputTensor input = message.getInputs(i);
      ElementType type = PackedTensors.type(input.getName(), input.getDatatype());
      long[] shape = PackedTensors.shape(input.getName(), input.getShapeList());
      if (raw && input.hasContents()) {
        throw Refusal.invalid(
            "input '%s': expected its contents once, found them raw and typed", input.getName());
      }
      TensorValue value =
          raw
              ? PackedTensors.read(
                  input.getName(), type, message.getRawInputContents(i).toByteArray(), shape)
              : typed(input.getName(), type, input.getContents(), shape);
      if (inputs.put(input.getName(), value) != null) {
        throw Refusal.invalid("the input '%s' is given twice", input.getName());
      }
    }
    Map<String, Object> parameters = new LinkedHashMap<>();
    message.getParametersMap().forEach((name, value) -> parameters.put(name, value(name, value)));
    List<String> outputs = new ArrayList<>();
    message.getOutputsList().forEach(output -> outputs.add(output.getName()));
    return new InferRequest(
        V2Handler.name(message.getModelName(), message.getModelVersion()),
        message.getId(),
        parameters,
        inputs,
        outputs,
        deadline);
  }

  private static Object value(String name, InferParameter parameter) {
    return switch (parameter.getParameterChoiceCase()) {
      case BOOL_PARAM -> parameter.getBoolParam();
      case INT64_PARAM -> parameter.getInt64Param();
      case STRING_PARAM -> parameter.getStringParam();
      case DOUBLE_PARAM -> parameter.getDoubleParam();
      case UINT64_PARAM ->
          parameter.getUint64Param() >= 0
              ? (Object) parameter.getUint64Param()
              : Long.toUnsignedString(parameter.getUint64Param());
      case PARAMETERCHOICE_NOT_SET -> throw Refusal.invalid("parameter '%s' has no value", name);
    };
  }

  private static TensorValue typed(
      String name, ElementType type, InferTensorContents contents, long... shape) {
    int given =
        switch (type) {
          case BOOL -> contents.getBoolContentsCount();
          case INT8, INT16, INT32 -> contents.getIntContentsCount();
          case INT64 -> contents.getInt64ContentsCount();
          case UINT8, UINT16, UINT32 -> contents.getUintContentsCount();
          case UINT64 -> contents.getUint64ContentsCount();
          case FLOAT -> contents.getFp32ContentsCount();
          case DOUBLE -> contents.getFp64ContentsCount();
          case STRING -> contents.getBytesContentsCount();
          case HALF, BFLOAT16 ->
              throw Refusal.invalid(
                  "input '%s': %s has no typed contents; send it as raw_input_contents",
                  name, type.protocolName());
        };
    long elements = 1;
    for (long size : shape) {
      elements *= size;
    }
    if (given != elements) {
      throw Refusal.invalid(
          "input '%s': its shape has %d elements, its contents %d", name, elements, given);
    }
    if (type == ElementType.STRING) {
      return TensorValue.ofStrings(
          contents.getBytesContentsList().stream().map(ByteString::toByteArray).toList(), shape);
    }
    ByteBuffer bytes = ByteBuffer.allocate(given * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < given; i++) {
      switch (type) {
        case BOOL -> bytes.put((byte) (contents.getBoolContents(i) ? 1 : 0));
        case INT8 -> bytes.put((byte) in(name, contents.getIntContents(i), -128, 127));
        case INT16 -> bytes.putShort((short) in(name, contents.getIntContents(i), -32_768, 32_767));
        case INT32 -> bytes.putInt(contents.getIntContents(i));
        case INT64 -> bytes.putLong(contents.getInt64Contents(i));
        case UINT8 -> bytes.put((byte) in(name, unsigned(contents.getUintContents(i)), 0, 255));
        case UINT16 ->
            bytes.putShort((short) in(name, unsigned(contents.getUintContents(i)), 0, 65_535));
        case UINT32 -> bytes.putInt(contents.getUintContents(i));
        case UINT64 -> bytes.putLong(contents.getUint64Contents(i));
        case FLOAT -> bytes.putFloat(contents.getFp32Contents(i));
        case DOUBLE -> bytes.putDouble(contents.getFp64Contents(i));
        default -> throw new AssertionError(type);
      }
    }
    return TensorValue.ofBytes(type, bytes.array(), shape);
  }

  private static long unsigned(int value) {
    return Integer.toUnsignedLong(value);
  }

  private static long in(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw Refusal.invalid(
          "input '%s': expected whole numbers of %d to %d, found %d", name, least, most, value);
    }
    return value;
  }

  private static InferParameter parameter(Object value) {
    InferParameter.Builder parameter = InferParameter.newBuilder();
    if (value instanceof Boolean truth) {
      parameter.setBoolParam(truth);
    } else if (value instanceof Long whole) {
      parameter.setInt64Param(whole);
    } else if (value instanceof Double number) {
      parameter.setDoubleParam(number);
    } else {
      parameter.setStringParam(String.valueOf(value));
    }
    return parameter.build();
  }

  /** An answer as a message; its outputs are strings of bytes, in their order. */
  static ModelInferResponse write(InferAnswer answer) {
    ModelInferResponse.Builder message =
        ModelInferResponse.newBuilder()
            .setModelName(answer.model())
            .setModelVersion(Long.toString(answer.version()))
            .setId(answer.id());
    answer.parameters().forEach((name, value) -> message.putParameters(name, parameter(value)));
    answer
        .outputs()
        .forEach(
            (name, value) -> {
              ModelInferResponse.InferOutputTensor.Builder output =
                  message
                      .addOutputsBuilder()
                      .setName(name)
                      .setDatatype(value.type().protocolName());
              for (long size : value.shape()) {
                output.addShape(size);
              }
              message.addRawOutputContents(
                  UnsafeByteOperations.unsafeWrap(PackedTensors.write(value)));
            });
    return message.build();
  }
}
