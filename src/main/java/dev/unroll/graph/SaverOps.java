package dev.unroll.graph;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.GraphOperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Scope;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.types.TString;

/**
 * Adds to a graph the operations by which whoever loads it saves and restores its variables, under
 * the names that TensorFlow 1's saver gives them.
 *
 * <p>TensorFlow Java's own saver passes over resource variables.
 */
public final class SaverOps {

  private SaverOps() {}

  /** What is saved: a variable, or the global step. */
  private record Saved(String name, DataType type, Output<?> handle, Output<?> value) {}

  /** Adds the operations and returns what names them. */
  public static SaverDef addTo(
      Graph graph, List<Variable> variables, Optional<GlobalStep> globalStep) {
    List<Saved> all = new ArrayList<>();
    for (Variable v : variables) {
      all.add(new Saved(v.name(), DataType.DT_FLOAT, v.handle().asOutput(), v.value().asOutput()));
    }
    globalStep.ifPresent(
        step ->
            all.add(
                new Saved(
                    GlobalStep.NAME,
                    DataType.DT_INT64,
                    step.handle().asOutput(),
                    step.value().asOutput())));
    return add(graph, all);
  }

  private static SaverDef add(Graph graph, List<Saved> variables) {
    Scope scope = graph.baseScope();
    String[] names = variables.stream().map(Saved::name).toArray(String[]::new);
    String[] slices = new String[names.length];
    Arrays.fill(slices, "");
    DataType[] types = variables.stream().map(Saved::type).toArray(DataType[]::new);

    Output<?> file;
    try (TString model = TString.scalarOf("model")) {
      Output<?> byDefault = constant(graph, scope, "save/filename/input", model);
      file =
          graph
              .opBuilder("PlaceholderWithDefault", "save/Const", scope)
              .addInput(byDefault)
              .setAttr("dtype", DataType.DT_STRING)
              .setAttr("shape", Shape.scalar())
              .build()
              .output(0);
    }
    GraphOperationBuilder save =
        graph
            .opBuilder("SaveV2", "save/SaveV2", scope)
            .addInput(file)
            .addInput(strings(graph, scope, "save/SaveV2/tensor_names", names))
            .addInput(strings(graph, scope, "save/SaveV2/shape_and_slices", slices));
    Output<?>[] values = variables.stream().map(Saved::value).toArray(Output<?>[]::new);
    GraphOperation saved = save.addInputList(values).setAttr("dtypes", types).build();
    GraphOperation saveOutput =
        graph
            .opBuilder("Identity", "save/control_dependency", scope)
            .addInput(file)
            .addControlInput(saved)
            .setAttr("T", DataType.DT_STRING)
            .build();

    GraphOperation restored =
        graph
            .opBuilder("RestoreV2", "save/RestoreV2", scope)
            .addInput(file)
            .addInput(strings(graph, scope, "save/RestoreV2/tensor_names", names))
            .addInput(strings(graph, scope, "save/RestoreV2/shape_and_slices", slices))
            .setAttr("dtypes", types)
            .build();
    GraphOperationBuilder all = graph.opBuilder("NoOp", "save/restore_all", scope);
    for (int i = 0; i < names.length; i++) {
      all.addControlInput(
          graph
              .opBuilder("AssignVariableOp", "save/AssignVariableOp_" + i, scope)
              .addInput(variables.get(i).handle())
              .addInput(restored.output(i))
              .setAttr("dtype", types[i])
              .build());
    }
    GraphOperation restoreAll = all.build();
    return SaverDef.newBuilder()
        .setFilenameTensorName(file.op().name() + ":0")
        .setSaveTensorName(saveOutput.name() + ":0")
        .setRestoreOpName(restoreAll.name())
        .setMaxToKeep(5)
        .setKeepCheckpointEveryNHours(10_000)
        .setVersion(SaverDef.CheckpointFormatVersion.V2)
        .build();
  }

  private static Output<?> strings(Graph graph, Scope scope, String name, String[] values) {
    try (TString tensor =
        TString.tensorOf(StandardCharsets.UTF_8, NdArrays.vectorOfObjects(values))) {
      return constant(graph, scope, name, tensor);
    }
  }

  private static Output<?> constant(Graph graph, Scope scope, String name, TString value) {
    return graph
        .opBuilder("Const", name, scope)
        .setAttr("dtype", DataType.DT_STRING)
        .setAttr("value", value)
        .build()
        .output(0);
  }
}
