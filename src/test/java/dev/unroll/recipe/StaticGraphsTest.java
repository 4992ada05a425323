package dev.unroll.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.data.FrameSize;
import dev.unroll.data.Layout;
import dev.unroll.data.Schema;
import dev.unroll.data.Signal;
import dev.unroll.data.Target;
import dev.unroll.export.GraphFiles;
import dev.unroll.graph.Kernels;
import dev.unroll.model.ModelSpec;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Static graphs are for converters: they have none but operations that TFLite, tf2onnx and
 * TensorFlow.js know, as {@code python/tests/test_converters.py} proves with them.
 */
class StaticGraphsTest {

  private static final Set<String> KNOWN =
      Set.of(
          "Abs",
          "Add",
          "ArgMax",
          "BiasAdd",
          "Cast",
          "ConcatV2",
          "Const",
          "Conv2D",
          "Div",
          "ExpandDims",
          "Fill",
          "FloorDiv",
          "GatherV2",
          "Identity",
          "Less",
          "Log",
          "MatMul",
          "Max",
          "MaxPool",
          "Maximum",
          "Mul",
          "Pack",
          "PadV2",
          "Placeholder",
          "Range",
          "ReadVariableOp",
          "Relu",
          "Reshape",
          "Rsqrt",
          "SelectV2",
          "Shape",
          "Sigmoid",
          "Sign",
          "Slice",
          "Softmax",
          "Split",
          "Sqrt",
          "StridedSlice",
          "Sub",
          "Sum",
          "Tanh",
          "Transpose",
          "Unpack",
          "VarHandleOp",
          "ZerosLike");

  static Stream<String> recipes() {
    return Recipes.NAMES.stream();
  }

  /**
   * Where the recipe's files say their layout: images, windows of a table, or sequences that differ
   * in length.
   */
  private static Layout ofFiles(String name) {
    boolean frames = name.startsWith("frames");
    List<Signal> signals =
        IntStream.range(0, frames ? 3 : 12).mapToObj(i -> new Signal("signal_" + i, "")).toList();
    Optional<FrameSize> size = frames ? Optional.of(new FrameSize(32, 32)) : Optional.empty();
    Target target = new Target.OneClass(List.of("a", "b", "c"));
    boolean variableLength = name.startsWith("uea");
    return new Layout(12, variableLength, new Schema(signals, size, target, "file"));
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void haveOnlyOperationsThatConvertersKnow(String name) {
    Recipe recipe = Recipes.named(name);
    Layout layout = recipe.data().settings().layout().orElseGet(() -> ofFiles(name));
    ModelSpec spec = recipe.model().forLayout(layout);
    GraphDef graph = GraphFiles.inference(spec, Kernels.STATIC);
    Set<String> unknown = new TreeSet<>(operations(graph, spec.task().predictionName()));
    assertTrue(unknown.contains("MatMul"), unknown.toString());
    unknown.removeAll(KNOWN);
    assertEquals(Set.of(), unknown, name);
  }

  /** What computes an output; initial values and the saver are not part of it. */
  private static Set<String> operations(GraphDef graph, String output) {
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
