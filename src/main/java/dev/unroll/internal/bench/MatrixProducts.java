package dev.unroll.internal.bench;

import dev.unroll.graph.Compute;
import dev.unroll.graph.GraphPlan;
import dev.unroll.graph.GraphScope;
import dev.unroll.graph.GraphSession;
import dev.unroll.graph.Initializer;
import dev.unroll.graph.Kernels;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.types.TFloat32;

/** How fast TensorFlow multiplies matrices of a shape here, on all processors. */
final class MatrixProducts {

  /** Enough work for a run, so that its start does not count. */
  private static final double LEAST_FLOP = 4e8;

  private MatrixProducts() {}

  /**
   * The rate of many independent products [m, k] x [k, n].
   *
   * @param seconds how long to measure
   * @return floating-point operations a second
   */
  static double rate(int m, int k, int n, double seconds) {
    double flop = 2.0 * m * k * n;
    int least = 2 * Compute.standard().threads();
    int count = (int) Math.max(least, Math.min(256, LEAST_FLOP / flop));
    try (Graph graph = new Graph()) {
      GraphScope scope = GraphScope.root(graph, 1, GraphPlan.inference(Kernels.FUSED));
      Initializer normal = new Initializer.Normal(1);
      Operand<TFloat32> right = scope.untrained("right", Shape.of(k, n), normal).value();
      List<Op> products = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        Operand<TFloat32> left = scope.untrained("left" + i, Shape.of(m, k), normal).value();
        products.add(scope.tf().linalg.matMul(left, right));
      }
      try (GraphSession session = new GraphSession(graph, scope.variables(), Compute.standard())) {
        session.initialize();
        double median =
            Timing.median(
                seconds,
                () -> {
                  Session.Runner runner = session.runner();
                  products.forEach(runner::addTarget);
                  runner.run().close();
                });
        return count * flop / median;
      }
    }
  }
}
