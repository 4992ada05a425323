package dev.unroll.inspect;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import com.google.common.math.LongMath;
import dev.unroll.check.InputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Holds the constants of a graph against what the file holds of them: one that repeats a single
 * value may stay small in the file and fill the memory of whoever loads it.
 */
final class ConstantSizes {

  private static final Map<DataType, Integer> BYTES =
      Map.ofEntries(
          Map.entry(DataType.DT_DOUBLE, 8),
          Map.entry(DataType.DT_INT64, 8),
          Map.entry(DataType.DT_UINT64, 8),
          Map.entry(DataType.DT_COMPLEX64, 8),
          Map.entry(DataType.DT_COMPLEX128, 16),
          Map.entry(DataType.DT_HALF, 2),
          Map.entry(DataType.DT_BFLOAT16, 2),
          Map.entry(DataType.DT_INT16, 2),
          Map.entry(DataType.DT_UINT16, 2),
          Map.entry(DataType.DT_INT8, 1),
          Map.entry(DataType.DT_UINT8, 1),
          Map.entry(DataType.DT_BOOL, 1));

  /** Of types that are not in the table, such as float; of strings, about. */
  private static final int OTHER_BYTES = 4;

  private final Path file;
  private final long mostEmpty;
  private long empty;

  /**
   * @param mostEmpty bytes that all constants together may declare beyond what the file holds
   */
  ConstantSizes(Path file, long mostEmpty) {
    this.file = file;
    this.mostEmpty = mostEmpty;
  }

  void check(GraphDef graph) {
    check(graph.getNodeList());
    for (FunctionDef function : graph.getLibrary().getFunctionList()) {
      check(function.getNodeDefList());
    }
  }

  private void check(List<NodeDef> nodes) {
    for (NodeDef node : nodes) {
      for (AttrValue value : node.getAttrMap().values()) {
        if (value.hasTensor()) {
          check(Names.printable(node.getName()), value.getTensor());
        } else if (value.hasList()) {
          value
              .getList()
              .getTensorList()
              .forEach(tensor -> check(Names.printable(node.getName()), tensor));
        }
      }
    }
  }

  private void check(String node, TensorProto tensor) {
    that(
        !tensor.getTensorShape().getUnknownRank(),
        "%s: constant '%s' does not say its shape",
        file,
        node);
    long values = 1;
    for (TensorShapeProto.Dim dim : tensor.getTensorShape().getDimList()) {
      that(
          dim.getSize() >= 0,
          "%s: constant '%s' declares a size of %d; expected 0 or more",
          file,
          node,
          dim.getSize());
      try {
        values = Math.multiplyExact(values, dim.getSize());
      } catch (ArithmeticException e) {
        throw failure("%s: constant '%s' declares more values than can be counted", file, node);
      }
    }
    long held = tensor.getSerializedSize();
    int bytes = BYTES.getOrDefault(tensor.getDtype(), OTHER_BYTES);
    long declared = LongMath.saturatedMultiply(values, bytes);
    empty = LongMath.saturatedAdd(empty, Math.max(0, declared - held));
    if (empty > mostEmpty) {
      throw tooLarge(node, declared, held);
    }
    tensor
        .getVariantValList()
        .forEach(variant -> variant.getTensorsList().forEach(inside -> check(node, inside)));
  }

  private InputException tooLarge(String node, long declared, long held) {
    return failure(
        "%s: constant '%s' declares %,d bytes, but the file holds %,d of them; it would"
            + " fill the memory",
        file, node, declared, held);
  }
}
