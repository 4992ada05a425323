package dev.unroll.recipe;

import dev.unroll.data.FrameSize;
import dev.unroll.data.Layout;
import dev.unroll.data.Schema;
import dev.unroll.data.Signal;
import dev.unroll.data.Target;
import dev.unroll.export.GraphFiles;
import dev.unroll.graph.ConverterOperations;
import dev.unroll.graph.Kernels;
import dev.unroll.model.ModelSpec;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.proto.GraphDef;

/** Static graphs are for converters: those of recipes have none but operations that these know. */
class StaticGraphsTest {

  static Stream<String> recipes() {
    return Recipes.NAMES.stream();
  }

  /**
   * Where the recipe's files say their layout: images, windows of a table, or sequences that differ
   * in length.
   */
  private static Layout ofFiles(String name) {
    boolean frames = name.contains("frames");
    List<Signal> signals =
        IntStream.range(0, frames ? 3 : 12).mapToObj(i -> new Signal("signal_" + i, "")).toList();
    Optional<FrameSize> size = frames ? Optional.of(new FrameSize(32, 32)) : Optional.empty();
    Target target = new Target.OneClass(List.of("a", "b", "c"));
    boolean variableLength = frames || name.startsWith("uea");
    return new Layout(12, variableLength, new Schema(signals, size, target, "file"));
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void haveOnlyOperationsThatConvertersKnow(String name) {
    Recipe recipe = Recipes.named(name);
    Layout layout = recipe.data().settings().layout().orElseGet(() -> ofFiles(name));
    ModelSpec spec = recipe.model().forLayout(layout);
    GraphDef graph = GraphFiles.inference(spec, Kernels.STATIC);
    ConverterOperations.assertKnown(graph, spec.task().predictionName(), name);
  }
}
