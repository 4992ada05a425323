package dev.unroll.export;

import com.google.protobuf.ByteString;
import dev.unroll.graph.GlobalStep;
import dev.unroll.graph.SaverOps;
import dev.unroll.graph.Variable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.VariableDef;

/** Graphs with what others need to run them: their variables and their saver. */
final class MetaGraphs {

  private MetaGraphs() {}

  /** Adds a saver to the graph and describes it by the collections that TensorFlow 1 looks for. */
  static MetaGraphDef.Builder of(
      Graph graph, Collection<Variable> variables, Optional<GlobalStep> globalStep) {
    List<Variable> ordered = List.copyOf(variables);
    var saver = SaverOps.addTo(graph, ordered, globalStep);
    List<VariableDef> all = new ArrayList<>();
    ordered.forEach(v -> all.add(definition(v)));
    List<VariableDef> trainable =
        ordered.stream().filter(Variable::trainable).map(MetaGraphs::definition).toList();
    globalStep.ifPresent(step -> all.add(definition(step)));
    MetaGraphDef.Builder metaGraph =
        MetaGraphDef.newBuilder()
            .setMetaInfoDef(
                MetaGraphDef.MetaInfoDef.newBuilder().setTensorflowVersion(TensorFlow.version()))
            .setGraphDef(graph.toGraphDef())
            .setSaverDef(saver)
            .putCollectionDef("variables", collection(all))
            .putCollectionDef("trainable_variables", collection(trainable));
    globalStep.ifPresent(
        step -> metaGraph.putCollectionDef(GlobalStep.NAME, collection(List.of(definition(step)))));
    return metaGraph;
  }

  private static VariableDef definition(Variable variable) {
    return definition(
        variable.name(),
        variable.assign().name(),
        variable.initialValue(),
        variable.value(),
        variable.trainable());
  }

  private static VariableDef definition(GlobalStep step) {
    return definition(
        GlobalStep.NAME, step.assign().name(), step.initialValue(), step.value(), false);
  }

  private static VariableDef definition(
      String name, String assign, Operand<?> initial, Operand<?> value, boolean trainable) {
    return VariableDef.newBuilder()
        .setVariableName(name + ":0")
        .setInitializerName(assign)
        .setInitialValueName(tensorName(initial))
        .setSnapshotName(tensorName(value))
        .setIsResource(true)
        .setTrainable(trainable)
        .build();
  }

  private static CollectionDef collection(List<VariableDef> variables) {
    CollectionDef.BytesList.Builder list = CollectionDef.BytesList.newBuilder();
    variables.forEach(variable -> list.addValue(variable.toByteString()));
    return CollectionDef.newBuilder().setBytesList(list).build();
  }

  /** A collection of operations or tensors by name. */
  static CollectionDef names(String... names) {
    return CollectionDef.newBuilder()
        .setNodeList(CollectionDef.NodeList.newBuilder().addAllValue(List.of(names)))
        .build();
  }

  /** A collection of paths, with slashes, each with a space and how many bytes it has at least. */
  static CollectionDef sizes(Map<Path, Integer> files) {
    CollectionDef.BytesList.Builder list = CollectionDef.BytesList.newBuilder();
    new TreeMap<>(files)
        .forEach(
            (path, bytes) ->
                list.addValue(
                    ByteString.copyFromUtf8(path.toString().replace('\\', '/') + " " + bytes)));
    return CollectionDef.newBuilder().setBytesList(list).build();
  }

  static String tensorName(Operand<?> operand) {
    Output<?> output = operand.asOutput();
    return output.op().name() + ":" + output.index();
  }
}
