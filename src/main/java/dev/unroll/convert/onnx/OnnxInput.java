package dev.unroll.convert.onnx;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * An input of an ONNX graph.
 *
 * @param type of its numbers, as in the format; 0 where it does not say
 * @param axes of its shape; empty where it does not say
 */
record OnnxInput(String name, int type, List<Axis> axes) {

  OnnxInput {
    axes = List.copyOf(axes);
  }

  /**
   * An axis.
   *
   * @param size 0 for any
   * @param name of a free size; may be empty
   */
  record Axis(long size, String name) {
    boolean free() {
      return size <= 0;
    }

    @Override
    public String toString() {
      return free() ? (name.isEmpty() ? "?" : name) : Long.toString(size);
    }
  }

  /** Reads a ValueInfoProto. */
  static OnnxInput read(ProtoReader reader) throws IOException {
    String[] name = {""};
    int[] type = {0};
    List<Axis> axes = new ArrayList<>();
    reader.message(
        (number, in) ->
            switch (number) {
              case 1 -> {
                name[0] = in.text();
                yield true;
              }
              case 2 -> in.message((kind, tensor) -> kind == 1 && tensor(tensor, type, axes));
              default -> false;
            });
    return new OnnxInput(name[0], type[0], axes);
  }

  private static boolean tensor(ProtoReader reader, int[] type, List<Axis> axes)
      throws IOException {
    return reader.message(
        (number, in) ->
            switch (number) {
              case 1 -> {
                type[0] = (int) in.number();
                yield true;
              }
              case 2 -> in.message((field, shape) -> field == 1 && axis(shape, axes));
              default -> false;
            });
  }

  private static boolean axis(ProtoReader reader, List<Axis> axes) throws IOException {
    long[] size = {0};
    String[] name = {""};
    reader.message(
        (number, in) -> {
          switch (number) {
            case 1 -> size[0] = in.number();
            case 2 -> name[0] = in.text();
            default -> {
              return false;
            }
          }
          return true;
        });
    return axes.add(new Axis(size[0], name[0]));
  }
}
