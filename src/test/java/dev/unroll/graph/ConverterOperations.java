package dev.unroll.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * The operations that TFLite, tf2onnx and TensorFlow.js all know, as {@code
 * python/tests/test_converters.py} proves with them.
 */
public final class ConverterOperations {

  private static final Set<String> KNOWN =
      Set.of(
          "Abs",
          "Add",
          "ArgMax",
          "AvgPool",
          "BatchToSpaceND",
          "BiasAdd",
          "Cast",
          "ConcatV2",
          "Const",
          "Conv2D",
          "Div",
          "DivNoNan",
          "Elu",
          "Erf",
          "Exp",
          "ExpandDims",
          "Fill",
          "FloorDiv",
          "GatherNd",
          "GatherV2",
          "Identity",
          "LeakyRelu",
          "Less",
          "Log",
          "MatMul",
          "Max",
          "MaxPool",
          "Maximum",
          "Mean",
          "Minimum",
          "Mul",
          "Neg",
          "Pack",
          "PadV2",
          "Placeholder",
          "Range",
          "ReadVariableOp",
          "Relu",
          "Relu6",
          "Reshape",
          "Rsqrt",
          "ScatterNd",
          "SelectV2",
          "Selu",
          "Shape",
          "Sigmoid",
          "Sign",
          "Slice",
          "Softmax",
          "Softplus",
          "SpaceToBatchND",
          "Split",
          "Sqrt",
          "Square",
          "Squeeze",
          "StridedSlice",
          "Sub",
          "Sum",
          "Tanh",
          "Transpose",
          "Unpack",
          "VarHandleOp",
          "Where",
          "ZerosLike");

  private ConverterOperations() {}

  /** Fails where {@code output} needs an operation that a converter does not know. */
  public static void assertKnown(GraphDef graph, String output, String what) {
    Set<String> unknown = new TreeSet<>(behind(graph, output));
    unknown.removeAll(KNOWN);
    assertEquals(Set.of(), unknown, what);
  }

  /** What computes an output; initial values and the saver are not part of it. */
  private static Set<String> behind(GraphDef graph, String output) {
    Map<String, NodeDef> byName = new HashMap<>();
    graph.getNodeList().forEach(node -> byName.put(node.getName(), node));
    Set<String> seen = new HashSet<>(Set.of(output));
    Deque<String> open = new ArrayDeque<>(seen);
    Set<String> operations = new HashSet<>();
    while (!open.isEmpty()) {
      NodeDef node = byName.get(open.pop());
      operations.add(node.getOp());
      for (String input : node.getInputList()) {
        String of = input.replaceFirst("^\\^", "").replaceFirst(":\\d+$", "");
        if (seen.add(of)) {
          open.push(of);
        }
      }
    }
    return operations;
  }
}
