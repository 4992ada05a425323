package dev.unroll.inspect;

import static dev.unroll.inspect.Graphs.constant;
import static dev.unroll.inspect.Graphs.function;
import static dev.unroll.inspect.Graphs.functionOf;
import static dev.unroll.inspect.Graphs.graph;
import static dev.unroll.inspect.Graphs.node;
import static dev.unroll.inspect.Graphs.shape;
import static dev.unroll.inspect.Graphs.sizes;
import static dev.unroll.inspect.Graphs.text;
import static dev.unroll.inspect.Graphs.type;
import static dev.unroll.inspect.Graphs.with;
import static dev.unroll.inspect.Graphs.withFunctions;
import static dev.unroll.inspect.Graphs.withSaver;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.unroll.check.InputException;
import dev.unroll.graph.CheckpointFile;
import dev.unroll.graph.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

class InspectionTest {

  private static final NodeDef HARMLESS = node("NoOp", "nothing");

  @TempDir Path temp;

  private void assertRefused(Path file, String... words) {
    InputException e = assertThrows(InputException.class, () -> Inspection.of(file));
    for (String word : words) {
      assertTrue(e.getMessage().contains(word), e.getMessage());
    }
    assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
  }

  private void assertRefused(GraphDef graph, String... words) throws IOException {
    assertRefused(Graphs.write(temp, graph), words);
  }

  private List<Risk> risks(GraphDef graph) throws IOException {
    return Inspection.of(Graphs.write(temp, graph)).risks();
  }

  private List<Risk> risks(MetaGraphDef graph) throws IOException {
    return Inspection.of(Graphs.write(temp, graph)).risks();
  }

  @Test
  void tellsWhatAPlainGraphTakesAndGives() throws IOException {
    NodeDef x =
        with(
            with(node("Placeholder", "x"), "dtype", type(DataType.DT_FLOAT)),
            "shape",
            shape(-1, 5, 3));
    Inspection found =
        Inspection.of(
            Graphs.write(
                temp, graph(x, with(node("Tanh", "y", "x"), "T", type(DataType.DT_FLOAT)))));
    Signature signature = found.signatures().get("graph");
    assertEquals("float [?, 5, 3]", signature.inputs().get("x").describe());
    assertEquals("y:0", signature.outputs().get("y").name());
    assertEquals(Map.of("Placeholder", 1, "Tanh", 1), found.operations());
    assertEquals(List.of(), found.risks());
  }

  @Test
  void listsTheVariablesOfACheckpoint() throws IOException {
    Path prefix = temp.resolve("model.ckpt-7");
    Weights weights =
        new Weights.Builder().put("rnn/kernel", new long[] {2, 3}, new float[6]).build();
    CheckpointFile.write(prefix, weights, Map.of("global_step", 7L));
    for (Path path : List.of(prefix, Path.of(prefix + ".index"))) {
      Inspection found = Inspection.of(path);
      assertEquals(ModelKind.CHECKPOINT, found.kind());
      assertEquals(
          List.of("int64 []", "float [2, 3]"),
          found.variables().stream().map(VariableSpec::describe).toList());
    }
  }

  @Test
  void refusesFilesThatAreCutOrEmptyOrSomethingElse() throws IOException {
    GraphDef big = graph(constant("c", floats(100, 100)), HARMLESS);
    byte[] whole = big.toByteArray();
    Path cut = Files.write(temp.resolve("cut.pb"), Arrays.copyOf(whole, whole.length / 2));
    assertRefused(cut, "is it whole?");
    assertRefused(Files.write(temp.resolve("empty.pb"), new byte[0]), "is it whole?");
    byte[] noise = new byte[1000];
    new Random(1).nextBytes(noise);
    assertRefused(Files.write(temp.resolve("saved_model.pb"), noise), "is it whole?");
    assertRefused(temp.resolve("none.pb"), "no such file");
  }

  @Test
  void neverFailsOtherThanByAMessageWhateverBytesAreWrong() throws IOException {
    byte[] good =
        withFunctions(
                graph(constant("c", floats(2, 3)), node("f", "call"), text("t", "abc")),
                functionOf("f", List.of("a"), node("Identity", "i", "a")))
            .toByteArray();
    Random random = new Random(3);
    for (int i = 0; i < 2000; i++) {
      byte[] wrong = good.clone();
      for (int k = 0; k <= random.nextInt(4); k++) {
        wrong[random.nextInt(wrong.length)] = (byte) random.nextInt(256);
      }
      Path file = Files.write(temp.resolve("wrong.pb"), wrong);
      try {
        Inspection.of(file);
      } catch (InputException e) {
        assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
      }
    }
  }

  private static TensorProto floats(int rows, int columns) {
    return TensorProto.newBuilder()
        .setDtype(DataType.DT_FLOAT)
        .setTensorShape(sizes(rows, columns))
        .setTensorContent(ByteString.copyFrom(new byte[4 * rows * columns]))
        .build();
  }

  private static NodeDef splat(String name, long... shape) {
    return constant(
        name,
        TensorProto.newBuilder()
            .setDtype(DataType.DT_FLOAT)
            .setTensorShape(sizes(shape))
            .addFloatVal(1)
            .build());
  }

  @Test
  void refusesConstantsThatDeclareMuchMoreThanTheyHold() throws IOException {
    assertRefused(graph(splat("huge", 1 << 14, 1 << 14)), "'huge' declares 1,073,741,824 bytes");
    assertRefused(graph(splat("c", 1L << 40, 1L << 40)), "more values than can be counted");
    assertRefused(graph(splat("c", 3, -1)), "a size of -1");
    assertEquals(List.of(), risks(graph(splat("small", 1000))));
  }

  @Test
  void refusesManyConstantsThatTogetherDeclareMuchMore() throws IOException {
    NodeDef[] many = new NodeDef[20];
    for (int i = 0; i < many.length; i++) {
      many[i] = splat("c" + i, 1 << 20);
    }
    assertRefused(graph(many), "it would fill the memory");
    assertRefused(
        withFunctions(graph(HARMLESS), functionOf("f", List.of(), many)), "would fill the memory");
  }

  @Test
  void refusesFunctionsThatCallThemselves() throws IOException {
    assertRefused(
        withFunctions(graph(HARMLESS), functionOf("f", List.of(), node("f", "again"))),
        "function 'f' calls itself");
    NodeDef call = with(node("PartitionedCall", "call"), "f", function("b"));
    NodeDef loop =
        with(
            node("While", "loop"),
            "bodies",
            AttrValue.newBuilder()
                .setList(
                    AttrValue.ListValue.newBuilder()
                        .addFunc(NameAttrList.newBuilder().setName("a")))
                .build());
    assertRefused(
        withFunctions(
            graph(HARMLESS), functionOf("a", List.of(), call), functionOf("b", List.of(), loop)),
        "calls itself by");
  }

  @Test
  void refusesFunctionsThatUnfoldToAHugeGraph() throws IOException {
    GraphDef.Builder graph = graph(node("f0", "call")).toBuilder();
    for (int i = 0; i < 40; i++) {
      String next = i == 39 ? "NoOp" : "f" + (i + 1);
      graph
          .getLibraryBuilder()
          .addFunction(functionOf("f" + i, List.of(), node(next, "a"), node(next, "b")));
    }
    assertRefused(graph.build(), "unfold to more than");
  }

  @Test
  void refusesGraphsThatAreTooLarge() throws IOException {
    Path file =
        Graphs.write(
            temp,
            withFunctions(
                graph(HARMLESS, HARMLESS), functionOf("f", List.of(), HARMLESS, HARMLESS)));
    Limits fit = new Limits(1000, 4, 1, 100, 100);
    assertEquals(1, ModelFile.read(file, fit).graphs().size());
    Map<Limits, String> tight =
        Map.of(
            new Limits(10, 4, 1, 100, 100), "10 bytes at most",
            new Limits(1000, 3, 1, 100, 100), "3 operations at most, found 4",
            new Limits(1000, 4, 0, 100, 100), "0 functions at most, found 1");
    tight.forEach(
        (limits, words) -> {
          InputException e = assertThrows(InputException.class, () -> ModelFile.read(file, limits));
          assertTrue(e.getMessage().contains(words), e.getMessage());
        });
  }

  @Test
  void refusesWhatIsNestedTooDeeply() throws IOException {
    AttrValue deep = type(DataType.DT_FLOAT);
    for (int i = 0; i < 200; i++) {
      deep =
          AttrValue.newBuilder()
              .setFunc(NameAttrList.newBuilder().setName("f").putAttr("a", deep))
              .build();
    }
    assertRefused(graph(with(HARMLESS, "a", deep)), "nested too deeply");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ReadFile",
        "WriteFile",
        "MatchingFiles",
        "TextLineReaderV2",
        "TFRecordDataset",
        "CacheDatasetV2",
        "SnapshotDatasetV2",
        "LoadAndRemapMatrix",
        "ImmutableConst",
        "InitializeTableFromTextFileV2",
        "DebugIdentityV3",
        "PyFunc",
        "EagerPyFunc",
        "RpcCall",
        "DataServiceDatasetV4",
        "CollectiveReduceV3",
        "_HostRecv",
        "XlaHostCompute",
        "DatasetFromGraph",
        "Abort",
        "Save",
        "SaveV2"
      })
  void flagsOperationsThatReachBeyondNumbersWhereverTheyAre(String operation) throws IOException {
    assertEquals(1, risks(graph(node(operation, "x", "y"))).size());
    List<Risk> inside =
        risks(
            withFunctions(
                graph(HARMLESS), functionOf("f", List.of("y"), node(operation, "x", "y"))));
    assertEquals("x in function f", inside.get(0).place());
  }

  @Test
  void letsPrintingBeUnlessItGoesToAFile() throws IOException {
    AttrValue stderr = AttrValue.newBuilder().setS(ByteString.copyFromUtf8("stderr")).build();
    AttrValue file = AttrValue.newBuilder().setS(ByteString.copyFromUtf8("file:///x")).build();
    assertEquals(0, risks(graph(with(node("PrintV2", "p"), "output_stream", stderr))).size());
    assertEquals(1, risks(graph(with(node("PrintV2", "p"), "output_stream", file))).size());
    assertEquals(0, risks(graph(node("Assert", "a"))).size());
  }

  /** TensorFlow 1's saver, with {@code file} as its default and {@code part} in its path. */
  private static GraphDef saver(String file, String part) {
    return graph(
        text("default", file),
        node("PlaceholderWithDefault", "custom/file", "default"),
        text("part", part),
        node("StringJoin", "join", "custom/file", "part"),
        node("ShardedFilename", "shard", "join"),
        node("SaveV2", "save", "shard", "names"),
        node("Pack", "pack", "shard", "^save"),
        node("MergeV2Checkpoints", "merge", "pack", "custom/file"),
        node("RestoreV2", "restore", "custom/file", "names"));
  }

  @Test
  void letsAModelsOwnSaverBe() throws IOException {
    GraphDef graph = saver("model", "_temp/part");
    assertEquals(List.of(), risks(withSaver(graph, "custom/file:0", "merge:0")));
    assertEquals(4, risks(withSaver(graph, "other:0", "merge:0")).size());
    assertEquals(4, risks(graph).size(), "nothing says that it is a saver");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/etc/x", "../x", "a/../../x", "s3://x", "C:\\x"})
  void flagsASaverWhosePathLeadsAway(String path) throws IOException {
    assertEquals(4, risks(withSaver(saver(path, "part"), "custom/file:0", "merge:0")).size());
    assertEquals(3, risks(withSaver(saver("model", path), "custom/file:0", "merge:0")).size());
  }

  @Test
  void flagsARestoreFromAConstantFile() throws IOException {
    GraphDef graph = graph(text("file", "secret"), node("RestoreV2", "r", "file", "names"));
    assertEquals("r", risks(withSaver(graph, "saver_filename:0", "s:0")).get(0).place());
  }

  @Test
  void flagsASaverThatWritesAnyFile() throws IOException {
    GraphDef graph =
        graph(node("Placeholder", "saver_filename"), node("WriteFile", "w", "saver_filename"));
    assertEquals(
        "WriteFile", risks(withSaver(graph, "saver_filename:0", "w:0")).get(0).operation());
  }

  @Test
  void followsTheFileNameIntoFunctionsButOnlyFromTheSaver() throws IOException {
    NodeDef call =
        with(
            node("StatefulPartitionedCall", "call", "saver_filename", "v"),
            "f",
            function("traced_save"));
    GraphDef graph =
        withFunctions(
            graph(node("Placeholder", "saver_filename"), node("Placeholder", "v"), call),
            functionOf(
                "traced_save",
                List.of("file_prefix", "value"),
                node("ShardedFilename", "shard", "file_prefix"),
                node("SaveV2", "SaveV2", "shard:filename:0", "value")));
    assertEquals(List.of(), risks(withSaver(graph, "saver_filename:0", "call:0")));
    NodeDef other =
        with(node("StatefulPartitionedCall", "other", "v", "v"), "f", function("traced_save"));
    GraphDef twice = graph.toBuilder().addNode(other).build();
    assertEquals(2, risks(withSaver(twice, "saver_filename:0", "call:0")).size());
  }

  @Test
  void survivesLongAndCircularPaths() throws IOException {
    GraphDef.Builder graph = GraphDef.newBuilder().addNode(node("Identity", "n0", "n99999"));
    for (int i = 1; i < 100_000; i++) {
      graph.addNode(node("Identity", "n" + i, "n" + (i - 1)));
    }
    graph.addNode(node("SaveV2", "save", "n99999"));
    assertEquals(1, risks(graph.build()).size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"graphs", "savedmodels"})
  void findsNoRisksInWhatIsShipped(String folder) throws IOException {
    try (var all = Files.walk(Path.of(folder))) {
      List<Path> files = all.filter(f -> f.toString().matches(".*[.](pb|meta)")).toList();
      assertFalse(files.isEmpty());
      for (Path file : files) {
        assertEquals(List.of(), Inspection.of(file).risks(), file.toString());
      }
    }
  }

  @Test
  void namesTheRisksWhereItRefusesToLoad() throws IOException {
    Inspection found = Inspection.of(Graphs.write(temp, graph(node("ReadFile", "layer/x"))));
    InputException e = assertThrows(InputException.class, found::requireHarmless);
    assertTrue(e.getMessage().contains("ReadFile (files; layer/x)"), e.getMessage());
    assertTrue(
        e.getMessage().endsWith("load it with trust only if you know where it is from"),
        e.getMessage());
  }

  @Test
  void refusesVariablesOfAnotherShapeThanTheGraphDeclares() throws IOException {
    NodeDef variable =
        with(
            with(node("VarHandleOp", "w"), "dtype", type(DataType.DT_FLOAT)), "shape", shape(2, 4));
    GraphDef graph = saver("model", "part").toBuilder().addNode(variable).build();
    Files.createDirectory(temp.resolve("variables"));
    CheckpointFile.write(
        temp.resolve("variables/variables"),
        new Weights.Builder().put("w", new long[] {2, 3}, new float[6]).build(),
        Map.of());
    assertRefused(
        Graphs.write(temp, withSaver(graph, "custom/file:0", "merge:0")),
        "variable 'w': the graph declares float [2, 4], but the checkpoint holds float [2, 3]");
  }
}
