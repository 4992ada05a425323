package dev.unroll.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.load.ModelFolder;
import dev.unroll.load.SavedModelPredictor;
import dev.unroll.model.ModelCard;
import dev.unroll.model.ModelDesign;
import dev.unroll.model.ModelSpec;
import dev.unroll.model.Models;
import dev.unroll.model.Predictions;
import dev.unroll.model.Predictor;
import dev.unroll.train.ToyData;
import dev.unroll.train.TrainedModel;
import dev.unroll.train.Trainer;
import dev.unroll.train.TrainingSpec;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.VariableDef;

class SavedModelTest {

  private static final Dataset TOY = ToyData.make();
  private static final TrainingSpec TRAINING = TrainingSpec.adam(0.02, 2);
  private static TrainedModel trained;

  @TempDir Path temp;

  @BeforeAll
  static void train() {
    trained = Trainer.train(Models.bilstm(3), TOY, TRAINING, 1);
  }

  private Path write() throws IOException {
    Path folder = temp.resolve("model").resolve("1");
    SavedModelWriter.write(folder, exported("toy", trained, TOY));
    return folder;
  }

  private static ExportedModel exported(String name, TrainedModel model, Dataset dataset) {
    ModelCard card = ModelCard.of(name, model.spec(), model.loss(), dataset);
    return new ExportedModel(
        model.spec(), card, Optional.of(TRAINING), model.state(), Map.of("note.txt", "a note"));
  }

  @Test
  void predictsAsTheTrainedModelDoes() throws IOException {
    write();
    Sequences test = TOY.test();
    try (Predictor before = trained.predictor();
        SavedModelPredictor after = SavedModelPredictor.load(temp.resolve("model"))) {
      Predictions expected = before.predict(test);
      Predictions found = after.predict(test);
      for (int i = 0; i < test.size(); i++) {
        for (int k = 0; k < 2; k++) {
          assertEquals(expected.probability(i, k), found.probability(i, k), 1e-6);
        }
      }
      assertEquals(TOY.classNames(), after.classNames());
      assertEquals(TOY.signals(), after.card().schema().signals());
      assertTrue(after.card().simulated());
    }
  }

  @Test
  void takesLengthsWhereTheyVary() throws IOException {
    Sequences train =
        Sequences.of(
            new float[] {1, 2, 3, 4, 5, 6},
            1,
            new int[] {1, 3, 2},
            new int[] {0, 1, 0},
            new int[3]);
    Dataset varied =
        new Dataset(
            "varied",
            true,
            TOY.signals().subList(0, 1),
            TOY.classNames(),
            train,
            Sequences.empty(1),
            Sequences.empty(1));
    ModelDesign design =
        ModelDesign.of(
            Models.gru(2).layers().get(0),
            new dev.unroll.layer.Readout(dev.unroll.layer.Readout.Take.MEAN));
    TrainedModel model = Trainer.train(design, varied, TrainingSpec.adam(0.01, 1), 1);
    Path folder = temp.resolve("varied");
    SavedModelWriter.write(folder, exported("v", model, varied));
    try (Predictor before = model.predictor();
        SavedModelPredictor after = SavedModelPredictor.load(folder)) {
      assertTrue(after.input().variableLength());
      for (int i = 0; i < 3; i++) {
        assertEquals(
            before.predict(train).probability(i, 1),
            after.predict(train.select(i)).probability(0, 1),
            1e-6);
      }
    }
  }

  @Test
  void holdsAnInferenceGraphWithTheSignatureAndTheVariables() throws IOException {
    MetaGraphDef graph =
        SavedModel.parseFrom(Files.readAllBytes(write().resolve("saved_model.pb")))
            .getMetaGraphs(0);
    assertEquals(List.of("serve"), graph.getMetaInfoDef().getTagsList());
    var signature = graph.getSignatureDefOrThrow("serving_default");
    assertEquals("tensorflow/serving/predict", signature.getMethodName());
    assertEquals(List.of("inputs"), List.copyOf(signature.getInputsMap().keySet()));
    assertEquals(
        List.of("classes", "logits", "probabilities"),
        signature.getOutputsMap().keySet().stream().sorted().toList());
    var shape = signature.getInputsOrThrow("inputs").getTensorShape();
    assertEquals(-1, shape.getDim(0).getSize());
    assertEquals(ToyData.STEPS, shape.getDim(1).getSize());
    assertEquals(2, shape.getDim(2).getSize());
    assertEquals(
        Set.of("serving_default", "features", "train"), graph.getSignatureDefMap().keySet());
    for (String name : new String[] {"serving_default", "features"}) {
      for (NodeDef node : before(graph, name)) {
        assertFalse(node.getOp().startsWith("ResourceApply"), node.getName());
        assertFalse(node.getOp().startsWith("Assign"), node.getName());
      }
    }
    assertTrue(
        before(graph, "train").stream().anyMatch(node -> node.getOp().equals("ResourceApplyAdam")),
        "a training step moves the variables");
    VariableDef first =
        VariableDef.parseFrom(
            graph.getCollectionDefOrThrow("trainable_variables").getBytesList().getValue(0));
    assertEquals("bidirectional_rnn/fw/basic_lstm_cell/kernel:0", first.getVariableName());
    assertTrue(first.getIsResource());
  }

  /** The operations that the outputs of a signature need. */
  private static Set<NodeDef> before(MetaGraphDef graph, String signature) {
    Map<String, NodeDef> byName = new HashMap<>();
    graph.getGraphDef().getNodeList().forEach(node -> byName.put(node.getName(), node));
    Set<NodeDef> found = new HashSet<>();
    Deque<String> open = new ArrayDeque<>();
    graph
        .getSignatureDefOrThrow(signature)
        .getOutputsMap()
        .values()
        .forEach(output -> open.add(FrozenGraph.operation(output.getName())));
    while (!open.isEmpty()) {
      NodeDef node = byName.get(open.remove());
      if (found.add(node)) {
        node.getInputList().forEach(input -> open.add(FrozenGraph.operation(input)));
      }
    }
    return found;
  }

  @Test
  void neverWritesOverAModel() throws IOException {
    Path folder = write();
    byte[] before = Files.readAllBytes(folder.resolve("saved_model.pb"));
    assertThrows(FileSystemException.class, this::write);
    assertArrayEquals(before, Files.readAllBytes(folder.resolve("saved_model.pb")));
    try (var files = Files.list(folder.getParent())) {
      assertEquals(List.of("1"), files.map(f -> f.getFileName().toString()).toList());
    }
  }

  @Test
  void takesTheHighestVersion() throws IOException {
    Path one = write();
    Path ten = one.resolveSibling("10");
    SavedModelWriter.write(ten, exported("ten", trained, TOY));
    assertEquals(ten, ModelFolder.find(one.getParent()));
    assertEquals(one, ModelFolder.find(one));
  }

  @Test
  void saysWhatIsWrongWithAFolder() throws IOException {
    Path none = temp.resolve("none");
    assertMessage(none, none + ": no such model folder; check the path");
    Path empty = Files.createDirectory(temp.resolve("empty"));
    assertMessage(empty, empty + ": expected a run folder or a SavedModel folder, but there is no");

    Path folder = write();
    Path graph = folder.resolve("saved_model.pb");
    byte[] whole = Files.readAllBytes(graph);
    Files.write(graph, Arrays.copyOf(whole, whole.length / 2));
    assertMessage(folder, graph + ": not a SavedModel, or it is damaged; is it whole?");
    Files.write(graph, whole);

    Path index = folder.resolve("variables/variables.index");
    byte[] bytes = Files.readAllBytes(index);
    Files.write(index, Arrays.copyOf(bytes, bytes.length / 2));
    assertMessage(folder, index + ": the checkpoint's index is damaged (");

    Files.writeString(folder.resolve(ModelCard.FILE), "{\"recipe\":");
    assertMessage(folder, folder.resolve(ModelCard.FILE) + ": not JSON of a ModelCard: ");
    Files.delete(folder.resolve(ModelCard.FILE));
    assertMessage(folder, folder + ": not written by Unroll: there is no assets.extra");
  }

  private static void assertMessage(Path path, String start) {
    InputException e =
        assertThrows(InputException.class, () -> SavedModelPredictor.load(path).close());
    assertTrue(e.getMessage().startsWith(start), e.getMessage());
  }

  @Test
  void theSpecIsTheOneThatWasTrained() {
    ModelSpec again = Models.bilstm(3).forData(TOY);
    assertEquals(again, trained.spec());
  }
}
