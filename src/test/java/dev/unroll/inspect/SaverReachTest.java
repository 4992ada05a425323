package dev.unroll.inspect;

import static dev.unroll.inspect.Graphs.functionOf;
import static dev.unroll.inspect.Graphs.graph;
import static dev.unroll.inspect.Graphs.node;
import static dev.unroll.inspect.Graphs.text;
import static dev.unroll.inspect.Graphs.with;
import static dev.unroll.inspect.Graphs.withFunctions;
import static dev.unroll.inspect.Graphs.withSaver;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.unroll.check.InputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

class SaverReachTest {

  @TempDir Path temp;

  private List<Risk> risks(GraphDef graph) throws IOException {
    return Inspection.of(Graphs.write(temp, graph)).risks();
  }

  private List<Risk> risks(MetaGraphDef graph) throws IOException {
    return Inspection.of(Graphs.write(temp, graph)).risks();
  }

  private static MetaGraphDef withOutput(MetaGraphDef graph, String signature, String tensor) {
    return graph.toBuilder()
        .putSignatureDef(
            signature,
            SignatureDef.newBuilder()
                .putOutputs("y", TensorInfo.newBuilder().setName(tensor).build())
                .build())
        .build();
  }

  /** A saver as TensorFlow 1 writes it, and {@code y}, which nothing of it needs. */
  private static GraphDef saved(NodeDef... more) {
    return graph(
            node("Placeholder", "x"),
            node("Tanh", "y", "x"),
            text("save/default", "model"),
            node("PlaceholderWithDefault", "save/Const", "save/default"),
            node("SaveV2", "save/SaveV2", "save/Const", "names"),
            node("Identity", "save/control_dependency", "save/Const", "^save/SaveV2"),
            node("RestoreV2", "save/RestoreV2", "save/Const", "names"),
            node("Assign", "save/Assign", "w", "save/RestoreV2"),
            node("NoOp", "save/restore_all", "^save/Assign"))
        .toBuilder()
        .addAllNode(List.of(more))
        .build();
  }

  private static MetaGraphDef told(GraphDef graph) {
    return withSaver(graph, "save/Const:0", "save/control_dependency:0");
  }

  @Test
  void letsASaverBeThatNothingElseNeeds() throws IOException {
    assertEquals(List.of(), risks(saved()));
    assertEquals(List.of(), risks(withOutput(told(saved()), "serving_default", "y:0")));
    assertEquals(
        List.of("y"),
        List.copyOf(
            Inspection.of(Graphs.write(temp, saved()))
                .signatures()
                .get("graph")
                .outputs()
                .keySet()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"^save/SaveV2", "save/control_dependency", "save/RestoreV2:0"})
  void flagsASaverThatPredictingRuns(String input) throws IOException {
    GraphDef graph = saved(node("Identity", "out", "x", input));
    assertEquals(1, risks(graph).size());
    assertEquals(1, risks(withOutput(told(graph), "serving_default", "out:0")).size());
    assertEquals(1, risks(withOutput(told(graph), "__saved_model_init_op", "out")).size());
  }

  @Test
  void flagsASaverThatLoadingRuns() throws IOException {
    MetaGraphDef.Builder graph = told(saved()).toBuilder();
    for (String collection : List.of("saved_model_main_op", "legacy_init_op")) {
      MetaGraphDef.Builder one = graph.clone();
      one.putCollectionDef(
          collection,
          CollectionDef.newBuilder()
              .setNodeList(CollectionDef.NodeList.newBuilder().addValue("save/restore_all"))
              .build());
      assertEquals("save/RestoreV2", risks(one.build()).get(0).node());
    }
  }

  @Test
  void flagsAFileNameThatIsSwitchedAway() throws IOException {
    NodeDef[] attack = {
      text("save_7/default", "model"),
      node("PlaceholderWithDefault", "save_7/Const", "save_7/default"),
      text("victim", "victim/model.ckpt-500"),
      node("Select", "switched", "false", "save_7/Const", "victim"),
      node("SaveV2", "write", "switched", "names"),
      node("Identity", "out", "x", "^write")
    };
    assertEquals("write", risks(saved(attack)).get(0).node());
    MetaGraphDef model = withOutput(told(saved(attack)), "serving_default", "out:0");
    assertEquals(List.of("write"), risks(model).stream().map(Risk::node).toList());
    attack[5] = node("Tanh", "out", "x");
    model = withOutput(told(saved(attack)), "serving_default", "out:0");
    assertEquals(List.of("write"), risks(model).stream().map(Risk::node).toList());
  }

  @Test
  void flagsAFileNameThatIsJoinedAway() throws IOException {
    AttrValue slash = AttrValue.newBuilder().setS(ByteString.copyFromUtf8("/")).build();
    NodeDef join = node("StringJoin", "join", "empty", "part", "save/Const");
    NodeDef suffix = node("StringJoin", "join", "save/Const", "part");
    for (NodeDef joined :
        List.of(with(join, "separator", slash), join, with(suffix, "separator", slash))) {
      NodeDef[] attack = {
        text("empty", ""), text("part", "tmp/x/m"), joined, node("SaveV2", "write", "join", "names")
      };
      assertEquals("write", risks(told(saved(attack))).get(0).node());
      assertEquals("write", risks(saved(attack)).get(0).node());
    }
  }

  @Test
  void flagsPartsOfAMergeThatAreNotTheSavers() throws IOException {
    GraphDef graph =
        saved(
            text("victim", "victim/model"),
            node("Pack", "pack", "save/Const", "victim"),
            node("MergeV2Checkpoints", "merge", "pack", "save/Const"));
    assertEquals("merge", risks(told(graph)).get(0).node());
  }

  @Test
  void flagsAnotherSaversFileWhileTheModelIsRestored() throws IOException {
    GraphDef graph =
        saved(
            text("save_7/Const", "victim/model"),
            node("SaveV2", "save_7/SaveV2", "save_7/Const", "names"),
            node("NoOp", "restore", "^save_7/SaveV2"));
    assertEquals(List.of(), risks(told(graph)));
    MetaGraphDef.Builder restored = told(graph).toBuilder();
    restored.getSaverDefBuilder().setRestoreOpName("restore");
    assertEquals("save_7/SaveV2", risks(restored.build()).get(0).node());
  }

  @Test
  void followsFunctionsThatAreNestedInAttributes() throws IOException {
    AttrValue nested =
        AttrValue.newBuilder()
            .setFunc(
                NameAttrList.newBuilder().setName("outer").putAttr("g", Graphs.function("write")))
            .build();
    GraphDef graph =
        withFunctions(
            saved(
                with(
                    node("StatefulPartitionedCall", "save/call", "save/Const"),
                    "f",
                    Graphs.function("write")),
                with(node("Custom", "out", "x"), "f", nested)),
            functionOf("outer", List.of("a"), node("Identity", "i", "a")),
            functionOf("write", List.of("file"), node("SaveV2", "s", "file", "names")));
    assertEquals("s in function write", risks(told(graph)).get(0).place());
    MetaGraphDef used = withOutput(told(graph), "serving_default", "out:0");
    assertEquals("s in function write", risks(used).get(0).place());
  }

  @Test
  void refusesMillionsOfEmptyOperationsBeforeItParsesThem() throws IOException {
    // The last one is damaged, which only parsing would tell.
    InputException many = refusal(3_000_000);
    assertTrue(many.getMessage().contains("2,000,000 operations at most, found 3,000,001"));
    InputException few = refusal(3);
    assertTrue(few.getMessage().contains("or it is damaged"), few.getMessage());
  }

  private InputException refusal(int emptyOperations) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(2 * emptyOperations + 3);
    for (int i = 0; i < emptyOperations; i++) {
      bytes.put((byte) 0x0a).put((byte) 0);
    }
    bytes.put((byte) 0x0a).put((byte) 1).put((byte) 0xff);
    Path file = Files.write(temp.resolve("many.pb"), bytes.array());
    return assertThrows(InputException.class, () -> Inspection.of(file));
  }

  @Test
  void showsNoControlCharactersOfNames() throws IOException {
    String evil = "a\u001b[2Jb\nc\u009bd";
    MetaGraphDef model =
        withOutput(
            told(saved(node("ReadFile", evil, "x"), node("VarHandleOp", "v" + evil))), evil, evil);
    Inspection found = Inspection.of(Graphs.write(temp, model));
    assertEquals("a?[2Jb?c?d", found.risks().get(0).node());
    assertEquals("va?[2Jb?c?d", found.variables().get(0).name());
    assertEquals("a?[2Jb?c?d", found.signatures().firstKey());
    assertEquals("a?[2Jb?c?d", found.signatures().get("a?[2Jb?c?d").outputs().get("y").name());
    InputException e = assertThrows(InputException.class, found::requireHarmless);
    assertTrue(e.getMessage().chars().noneMatch(Character::isISOControl), e.getMessage());
  }
}
