package dev.unroll.load;

import com.google.common.collect.ImmutableSet;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** The last operation that makes the numbers of an output. */
enum OutputEnd {
  SOFTMAX,
  LOG_SOFTMAX,
  SIGMOID,
  /** Of a dense layer, without an activation. */
  LINEAR,
  OTHER;

  /** What hands on the numbers that it is given. */
  private static final Set<String> PASSING =
      ImmutableSet.of(
          "Identity",
          "Reshape",
          "Squeeze",
          "ExpandDims",
          "Cast",
          "StopGradient",
          "PreventGradient",
          "CheckNumerics",
          "EnsureShape",
          "Snapshot");

  private static final Set<String> PRODUCTS =
      ImmutableSet.of("MatMul", "BatchMatMul", "BatchMatMulV2", "Einsum", "Conv2D");

  private static final int MOST_STEPS = 1000;

  /** That of the tensor {@code output}, followed into functions. */
  static OutputEnd of(GraphDef graph, String output) {
    Optional<NodeScope.Place> place = Optional.of(NodeScope.of(graph).place(output));
    for (int i = 0; i < MOST_STEPS && place.isPresent(); i++) {
      NodeScope.Place at = place.get();
      Optional<NodeDef> node = at.node();
      if (node.isEmpty()) {
        place = at.given();
        continue;
      }
      String operation = node.get().getOp();
      if (PASSING.contains(operation)) {
        place = at.input(0);
      } else if (operation.equals("IdentityN")) {
        place = at.input(at.output());
      } else {
        OutputEnd end = endsDense(at, operation) ? LINEAR : of(operation);
        if (end != OTHER) {
          return end;
        }
        place = at.scope().returned(node.get(), at.output());
      }
    }
    return OTHER;
  }

  /** Whether it is a product with a kernel, or what adds a bias to one. */
  private static boolean endsDense(NodeScope.Place place, String operation) {
    if (operation.equals("Add") || operation.equals("AddV2")) {
      return ofProduct(place.input(0)) || ofProduct(place.input(1));
    }
    return operation.equals("BiasAdd") || PRODUCTS.contains(operation);
  }

  private static boolean ofProduct(Optional<NodeScope.Place> place) {
    Optional<NodeScope.Place> at = place;
    for (int i = 0; i < MOST_STEPS && at.isPresent(); i++) {
      Optional<NodeDef> node = at.get().node();
      if (node.isEmpty() || !PASSING.contains(node.get().getOp())) {
        return node.isPresent() && PRODUCTS.contains(node.get().getOp());
      }
      at = at.get().input(0);
    }
    return false;
  }

  private static OutputEnd of(String operation) {
    return switch (operation) {
      case "Softmax" -> SOFTMAX;
      case "LogSoftmax" -> LOG_SOFTMAX;
      case "Sigmoid" -> SIGMOID;
      default -> OTHER;
    };
  }
}
