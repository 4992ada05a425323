package dev.unroll.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.hash.Hashing;
import dev.unroll.data.Layout;
import dev.unroll.export.ExportedModel;
import dev.unroll.export.GraphFiles;
import dev.unroll.graph.Weights;
import dev.unroll.model.LossOptions;
import dev.unroll.model.ModelCard;
import dev.unroll.model.ModelSpec;
import dev.unroll.train.Checkpoint;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/** The graphs that the project ships are what its code makes of the recipes. */
class ReferenceGraphsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "blog-rnn",
        "blog-lstm",
        "blog-gru",
        "blog-bilstm",
        "blog-twolayer-lstm",
        "blog-multilayer-lstm"
      })
  void areBuiltAgainFromTheRecipe(String name) throws IOException {
    Path folder = Path.of("graphs", name);
    GraphDef frozen = GraphDef.parseFrom(Files.readAllBytes(folder.resolve(GraphFiles.FROZEN)));
    ExportedModel model = model(name, constants(frozen));
    assertEquals(
        GraphDef.parseFrom(Files.readAllBytes(folder.resolve(GraphFiles.INFERENCE))),
        GraphFiles.inference(model.spec(), model.kernels()));
    MetaGraphDef shipped =
        MetaGraphDef.parseFrom(Files.readAllBytes(folder.resolve(GraphFiles.TRAINING)));
    MetaGraphDef built = GraphFiles.training(model);
    assertEquals(
        shipped.toBuilder().clearGraphDef().build(), built.toBuilder().clearGraphDef().build());
    assertEquals(nodes(shipped.getGraphDef()), nodes(built.getGraphDef()));
    assertEquals(frozen, GraphFiles.frozen(model));
  }

  /**
   * What each operation is made of. TensorFlow numbers the operations of gradients in an order that
   * changes from run to run, so their names do not count, only what they compute.
   */
  private static List<String> nodes(GraphDef graph) {
    Map<String, NodeDef> byName = new HashMap<>();
    graph.getNodeList().forEach(node -> byName.put(node.getName(), node));
    Map<String, String> known = new HashMap<>();
    return graph.getNodeList().stream()
        .map(node -> content(node.getName(), byName, known))
        .sorted()
        .toList();
  }

  private static String content(
      String name, Map<String, NodeDef> byName, Map<String, String> known) {
    String found = known.get(name);
    if (found != null) {
      return found;
    }
    NodeDef node = byName.get(name);
    List<String> parts = new ArrayList<>();
    for (String input : node.getInputList()) {
      String of = input.replaceFirst("^\\^", "").replaceFirst(":\\d+$", "");
      parts.add(input.replace(of, content(of, byName, known)));
    }
    if (node.getInputList().stream().allMatch(input -> input.startsWith("^"))) {
      Collections.sort(parts);
    }
    NodeDef.Builder plain = node.toBuilder().clearInput();
    if (name.startsWith("gradients")) {
      plain.clearName();
    }
    String text = new TreeMap<>(plain.getAttrMap()) + plain.getName() + plain.getOp() + parts;
    String hash = Hashing.sha256().hashString(text, StandardCharsets.UTF_8).toString();
    known.put(name, hash);
    return hash;
  }

  private static ExportedModel model(String name, Weights weights) {
    Recipe recipe = Recipes.named(name);
    Layout layout = recipe.data().settings().layout().orElseThrow();
    ModelSpec spec = recipe.model().forLayout(layout);
    ModelCard card =
        new ModelCard(
            name,
            "har",
            false,
            spec.input(),
            layout.schema(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            LossOptions.NONE);
    return new ExportedModel(
        spec,
        card,
        Optional.of(recipe.training()),
        recipe.kernels(),
        new Checkpoint(0, 0, weights),
        Map.of());
  }

  /** The weights that a frozen graph holds. */
  private static Weights constants(GraphDef frozen) {
    Weights.Builder weights = new Weights.Builder();
    for (NodeDef node : frozen.getNodeList()) {
      TensorProto value =
          node.getAttrOrDefault("value", null) == null
              ? null
              : node.getAttrOrThrow("value").getTensor();
      if (node.getOp().equals("Const") && value.getDtype() == DataType.DT_FLOAT) {
        float[] values = new float[value.getTensorContent().size() / Float.BYTES];
        value
            .getTensorContent()
            .asReadOnlyByteBuffer()
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer()
            .get(values);
        long[] shape =
            value.getTensorShape().getDimList().stream().mapToLong(d -> d.getSize()).toArray();
        if (values.length > 0) {
          weights.put(node.getName(), shape, values);
        }
      }
    }
    return weights.build();
  }
}
