package dev.unroll.convert.onnx;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A setting of an ONNX node; graphs in it are not read.
 *
 * @param real a number, 0 where it is not one
 * @param whole a whole number, 0 where it is not one
 * @param text empty where it is not one
 * @param tensor numbers, where it has them
 * @param reals numbers
 * @param wholes whole numbers
 * @param texts texts
 */
record OnnxAttribute(
    String name,
    float real,
    long whole,
    String text,
    Optional<OnnxTensor> tensor,
    List<Float> reals,
    List<Long> wholes,
    List<String> texts) {

  OnnxAttribute {
    reals = List.copyOf(reals);
    wholes = List.copyOf(wholes);
    texts = List.copyOf(texts);
  }

  static OnnxAttribute of(String name, String text) {
    return new OnnxAttribute(name, 0, 0, text, Optional.empty(), List.of(), List.of(), List.of());
  }

  static OnnxAttribute of(String name, long whole) {
    return new OnnxAttribute(name, 0, whole, "", Optional.empty(), List.of(), List.of(), List.of());
  }

  static OnnxAttribute of(String name, List<String> texts) {
    return new OnnxAttribute(name, 0, 0, "", Optional.empty(), List.of(), List.of(), texts);
  }

  /** Reads an AttributeProto. */
  static OnnxAttribute read(String file, ProtoReader reader, ExternalData others)
      throws IOException {
    String[] texts = {"", ""};
    float[] real = {0};
    long[] whole = {0};
    List<OnnxTensor> tensors = new ArrayList<>();
    List<Float> reals = new ArrayList<>();
    List<Long> wholes = new ArrayList<>();
    List<String> many = new ArrayList<>();
    reader.message(
        (number, in) -> {
          switch (number) {
            case 1 -> texts[0] = in.text();
            case 2 -> real[0] = in.real();
            case 3 -> whole[0] = in.number();
            case 4 -> texts[1] = in.text();
            case 5 -> tensors.add(OnnxTensor.read(file, in, others));
            case 7 -> in.reals(reals::add);
            case 8 -> in.numbers(wholes::add);
            case 9 -> many.add(in.text());
            default -> {
              return false;
            }
          }
          return true;
        });
    return new OnnxAttribute(
        texts[0], real[0], whole[0], texts[1], tensors.stream().findFirst(), reals, wholes, many);
  }
}
