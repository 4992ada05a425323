package dev.unroll.layer;

import dev.unroll.graph.ConverterOperations;
import dev.unroll.graph.GraphPlan;
import dev.unroll.graph.GraphScope;
import dev.unroll.graph.Kernels;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Every layer, cell and activation is made of operations that converters know. */
class StaticLayersTest {

  private static final int STEPS = 4;
  private static final int FEATURES = 3;

  static List<List<Layer>> stacks() {
    Stream<List<Layer>> cells =
        new CellContractTest()
            .cells().stream()
                .map(
                    cell ->
                        List.of(
                            new Recurrent(cell, 1, true),
                            new Recurrent(cell),
                            new Readout(Readout.Take.LAST_VALID)));
    Stream<List<Layer>> activations =
        Stream.of(ActivationFunction.values()).map(function -> List.of(new Activation(function)));
    return Stream.of(new LayerContractTest().stacks().stream(), cells, activations)
        .flatMap(stacks -> stacks)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("stacks")
  void haveOnlyOperationsThatConvertersKnow(List<Layer> layers) {
    assertKnown(layers, false);
    assertKnown(layers, true);
  }

  private static void assertKnown(List<Layer> layers, boolean withLengths) {
    try (Graph graph = new Graph()) {
      GraphScope scope = GraphScope.root(graph, 1, GraphPlan.inference(Kernels.STATIC));
      Ops tf = scope.tf();
      Operand<TFloat32> inputs =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, STEPS, FEATURES)));
      Optional<Operand<TInt32>> lengths = Optional.empty();
      if (withLengths) {
        lengths = Optional.of(tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1))));
      }
      Value.Steps steps = new Value.Steps(Series.ofRows(tf, inputs, STEPS), FEATURES, lengths);
      Value value = Layer.buildAll(scope, layers, steps);
      Operand<TFloat32> output =
          value instanceof Value.Vector vector
              ? vector.tensor()
              : ((Value.Steps) value).zeroPadded(tf).packed();
      String what = layers + (withLengths ? ", unequal lengths" : "");
      ConverterOperations.assertKnown(graph.toGraphDef(), output.op().name(), what);
    }
  }
}
