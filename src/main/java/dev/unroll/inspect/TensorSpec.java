package dev.unroll.inspect;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/**
 * A tensor by its name.
 *
 * @param name in the graph, as {@code operation:output}
 * @param type such as {@code float}, {@code int32}, {@code string}
 * @param shape its sizes, -1 where one is not known; empty where not even their number is
 */
public record TensorSpec(String name, String type, Optional<List<Long>> shape) {

  public TensorSpec {
    name = Names.printable(name);
    shape = shape.map(List::copyOf);
  }

  static TensorSpec of(TensorInfo info) {
    return new TensorSpec(info.getName(), label(info.getDtype()), sizes(info.getTensorShape()));
  }

  /** A type as {@link #type} has it. */
  public static String label(DataType type) {
    String name = type.name();
    return name.startsWith("DT_") ? name.substring(3).toLowerCase(Locale.ROOT) : "unknown";
  }

  static Optional<List<Long>> sizes(TensorShapeProto shape) {
    return shape.getUnknownRank()
        ? Optional.empty()
        : Optional.of(shape.getDimList().stream().map(TensorShapeProto.Dim::getSize).toList());
  }

  /** Whether the number of its dimensions is {@code rank}, or not known. */
  public boolean mayHaveRank(int rank) {
    return shape.isEmpty() || shape.get().size() == rank;
  }

  /** Whether it is of type {@code int32} or {@code int64}. */
  public boolean whole() {
    return type.equals("int32") || type.equals("int64");
  }

  /** Whether it is of floating point numbers of any width. */
  public boolean real() {
    return floating() || type.equals("double") || type.equals("half") || type.equals("bfloat16");
  }

  /** Whether it is of 32-bit floating point numbers. */
  public boolean floating() {
    return type.equals("float");
  }

  /** A size; -1 where it is not known. */
  public long size(int dimension) {
    return shape.isEmpty() || dimension >= shape.get().size() ? -1 : shape.get().get(dimension);
  }

  /** As {@code float [?, 128, 9]}. */
  public String describe() {
    return type + " " + describe(shape);
  }

  static String describe(Optional<List<Long>> shape) {
    return shape
        .map(
            sizes ->
                sizes.stream()
                    .map(size -> size < 0 ? "?" : size.toString())
                    .collect(Collectors.joining(", ", "[", "]")))
        .orElse("of unknown shape");
  }
}
