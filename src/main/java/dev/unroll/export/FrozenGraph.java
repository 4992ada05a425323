package dev.unroll.export;

import com.google.protobuf.ByteString;
import dev.unroll.graph.Weights;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** A graph whose variables have become constants of the same names. */
final class FrozenGraph {

  private FrozenGraph() {}

  /**
   * Freezes what {@code outputs} need of a graph; the rest is left out.
   *
   * @param outputs operations
   */
  static GraphDef of(GraphDef graph, Weights weights, List<String> outputs) {
    Map<String, NodeDef> byName = new HashMap<>();
    graph.getNodeList().forEach(node -> byName.put(node.getName(), node));
    Set<String> needed = new LinkedHashSet<>();
    Deque<String> open = new ArrayDeque<>(outputs);
    while (!open.isEmpty()) {
      String name = open.remove();
      if (needed.add(name)) {
        byName.get(name).getInputList().forEach(input -> open.add(operation(input)));
      }
    }
    GraphDef.Builder frozen = GraphDef.newBuilder().setVersions(graph.getVersions());
    for (NodeDef node : graph.getNodeList()) {
      if (needed.contains(node.getName())) {
        frozen.addNode(frozen(node, weights));
      }
    }
    return frozen.build();
  }

  /** The operation that an input such as {@code ^name} or {@code name:1} comes from. */
  static String operation(String input) {
    String name = input.startsWith("^") ? input.substring(1) : input;
    int colon = name.indexOf(':');
    return colon < 0 ? name : name.substring(0, colon);
  }

  private static NodeDef frozen(NodeDef node, Weights weights) {
    AttrValue type = AttrValue.newBuilder().setType(DataType.DT_FLOAT).build();
    return switch (node.getOp()) {
      case "VarHandleOp" ->
          NodeDef.newBuilder()
              .setName(node.getName())
              .setOp("Const")
              .putAttr("dtype", type)
              .putAttr(
                  "value",
                  AttrValue.newBuilder().setTensor(tensor(weights, node.getName())).build())
              .build();
      case "ReadVariableOp" ->
          NodeDef.newBuilder()
              .setName(node.getName())
              .setOp("Identity")
              .addAllInput(node.getInputList())
              .putAttr("T", type)
              .build();
      default -> node;
    };
  }

  private static TensorProto tensor(Weights weights, String name) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long size : weights.shape(name)) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    float[] values = weights.values(name);
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return TensorProto.newBuilder()
        .setDtype(DataType.DT_FLOAT)
        .setTensorShape(shape)
        .setTensorContent(ByteString.copyFrom(bytes))
        .build();
  }
}
