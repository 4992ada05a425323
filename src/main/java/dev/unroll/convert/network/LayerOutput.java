package dev.unroll.convert.network;

import dev.unroll.data.FrameSize;
import dev.unroll.graph.GraphPlan;
import dev.unroll.graph.GraphScope;
import dev.unroll.graph.Kernels;
import dev.unroll.layer.Layer;
import dev.unroll.layer.Series;
import dev.unroll.layer.Value;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * What layers give for sequences of a known size.
 *
 * @param steps 0 where they give one vector a sequence
 * @param features of the vector, or of each step
 */
public record LayerOutput(int steps, int features) {

  /**
   * Builds the layers and looks at what they give.
   *
   * @param steps of the inputs
   * @param features of a step; the channels of a pixel where steps are images
   * @throws dev.unroll.check.InputException where a layer does not take what comes before it
   */
  public static LayerOutput of(
      List<Layer> layers, int steps, int features, Optional<FrameSize> frame) {
    try (Graph graph = new Graph()) {
      GraphScope scope = GraphScope.root(graph, 0, GraphPlan.inference(Kernels.FUSED));
      Ops tf = scope.tf();
      int all = features * frame.map(FrameSize::pixels).orElse(1);
      Operand<TFloat32> rows =
          tf.placeholder(
              TFloat32.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE, steps, all)));
      Value.Steps plain = new Value.Steps(Series.ofRows(tf, rows, steps), all, Optional.empty());
      Value input =
          frame
              .<Value>map(size -> new Value.Frames(plain, size.height(), size.width(), features))
              .orElse(plain);
      Value made = Layer.buildAll(scope, layers, input);
      int count =
          made instanceof Value.Steps given
              ? given.count()
              : made instanceof Value.Frames frames ? frames.steps().count() : 0;
      return new LayerOutput(count, made.features());
    }
  }
}
