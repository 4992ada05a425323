package dev.unroll.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TString;

/** Gives the variables their values that a model's own restoring function leaves out. */
final class LeftOutValues {

  private LeftOutValues() {}

  /** Reads them from the model's checkpoint, by operations that are added to its graph. */
  static void fill(LoadedModel model) throws IOException {
    Path prefix = model.path().resolve("variables").resolve("variables");
    Map<String, String> keys = LeftOutVariables.keys(model.metaGraph(), prefix);
    if (keys.isEmpty()) {
      return;
    }
    Graph graph = model.graph();
    String scope = "unroll_restore_" + model.nextAddition() + "/";
    Session.Runner runner = model.runner();
    try (TString file = TString.scalarOf(prefix.toAbsolutePath().toString());
        TString whole = TString.vectorOf("")) {
      Output<?> name = constant(graph, scope + "prefix", file);
      Output<?> slices = constant(graph, scope + "slices", whole);
      for (Map.Entry<String, String> entry : keys.entrySet()) {
        String place = scope + model.nextAddition() + "/";
        try (TString key = TString.vectorOf(entry.getValue())) {
          Operation value =
              graph
                  .opBuilder("RestoreV2", place + "value", graph.baseScope())
                  .addInput(name)
                  .addInput(constant(graph, place + "key", key))
                  .addInput(slices)
                  .setAttr("dtypes", new DataType[] {model.variableType(entry.getKey())})
                  .build();
          runner.addTarget(
              graph
                  .opBuilder("AssignVariableOp", place + "assign", graph.baseScope())
                  .addInput(graph.operation(entry.getKey()).output(0))
                  .addInput(value.output(0))
                  .build());
        }
      }
      runner.run().close();
    }
  }

  private static Output<?> constant(Graph graph, String name, TString value) {
    return graph
        .opBuilder("Const", name, graph.baseScope())
        .setAttr("value", value)
        .setAttr("dtype", DataType.DT_STRING)
        .build()
        .output(0);
  }
}
