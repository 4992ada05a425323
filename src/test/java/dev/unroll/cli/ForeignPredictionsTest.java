package dev.unroll.cli;

import static dev.unroll.inspect.Graphs.graph;
import static dev.unroll.inspect.Graphs.ints;
import static dev.unroll.inspect.Graphs.node;
import static dev.unroll.inspect.Graphs.shape;
import static dev.unroll.inspect.Graphs.type;
import static dev.unroll.inspect.Graphs.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unroll.inspect.Graphs;
import dev.unroll.internal.numpy.NpyWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/** What the commands make of a graph of others, which sums every feature over time. */
class ForeignPredictionsTest {

  private static final int SEQUENCES = 12;

  @TempDir Path temp;
  private Path data;

  private static NodeDef floats(NodeDef node) {
    return with(node, "T", type(DataType.DT_FLOAT));
  }

  /** The sums of three features, then {@code operations}, each on the one before. */
  private Path model(String... operations) throws IOException {
    List<NodeDef> nodes = new ArrayList<>();
    nodes.add(
        with(
            with(node("Placeholder", "x"), "dtype", type(DataType.DT_FLOAT)),
            "shape",
            shape(-1, 2, 3)));
    nodes.add(ints("axis", 1));
    nodes.add(with(floats(node("Sum", "sum", "x", "axis")), "Tidx", type(DataType.DT_INT32)));
    String last = "sum";
    for (String operation : operations) {
      nodes.add(floats(node(operation, "y" + nodes.size(), last)));
      last = nodes.get(nodes.size() - 1).getName();
    }
    return Graphs.write(temp, graph(nodes.toArray(NodeDef[]::new)));
  }

  /** The sum of feature k of sequence i is i + 1 where k is its class, else {@code other}. */
  @BeforeEach
  void writeData() throws IOException {
    data = temp.resolve("data.csv");
    write(0.25);
  }

  private void write(double other) throws IOException {
    StringBuilder rows = new StringBuilder("index,step,label,a,b,c\n");
    for (int i = 0; i < SEQUENCES; i++) {
      for (int step = 0; step < 2; step++) {
        rows.append(i).append(',').append(step).append(',').append("abc".charAt(i % 3));
        for (int k = 0; k < 3; k++) {
          double sum = k == i % 3 ? i + 1 : other;
          rows.append(',').append(step == 0 ? sum + 1 : -1);
        }
        rows.append('\n');
      }
    }
    Files.writeString(data, rows);
  }

  private static List<String> lines(Call call) {
    return call.done().out().lines().toList();
  }

  @Test
  void predictsAnArrayAsTheTableOfItsNumbers() throws IOException {
    Path model = model("Neg");
    byte[] array =
        NpyWriter.bytes(
            3,
            ">f4",
            true,
            new int[] {SEQUENCES, 2, 3},
            place -> {
              int sequence = place / 6;
              double sum = place % 3 == sequence % 3 ? sequence + 1 : 0.25;
              return place / 3 % 2 == 0 ? sum + 1 : -1;
            });
    Path file = Files.write(temp.resolve("data.npy"), array);
    assertEquals(
        lines(Call.of("predict", model, "--input", data)),
        lines(Call.of("predict", model, "--input", file)));
  }

  @Test
  void givesTheNumbersOfALinearOutput() throws IOException {
    Call call = Call.of("predict", model("Neg"), "--input", data);
    assertEquals(
        List.of("index,number_0,number_1,number_2", "0,-1,-0.25,-0.25"), lines(call).subList(0, 2));
    assertTrue(call.err().contains("features as they are fed: a, b, c"), call.err());
    assertTrue(call.err().contains("the outputs are taken as numbers (--outputs)"), call.err());
  }

  @ParameterizedTest
  @CsvSource({
    "'', 'index,class,class_index,p_class_0,p_class_1,p_class_2'",
    "probabilities, 'index,class,class_index,p_class_0,p_class_1,p_class_2'",
    "numbers, 'index,number_0,number_1,number_2'"
  })
  void takesASoftmaxForProbabilitiesUnlessTold(String told, String header) throws IOException {
    List<Object> words = new ArrayList<>(List.of("predict", model("Softmax"), "--input", data));
    if (!told.isEmpty()) {
      words.addAll(List.of("--outputs", told));
    }
    assertEquals(header, lines(Call.of(words.toArray())).get(0));
  }

  @Test
  void refusesAMeaningThatIsNone() throws IOException {
    Call.of("predict", model("Neg"), "--input", data, "--outputs", "softmax")
        .assertRefusedBecause(
            "outputs 'softmax': expected one of [numbers, logits, probabilities, sigmoid]");
    Call.of("evaluate", model("Neg"), "--data", "csv:" + data, "--outputs", "numbers")
        .assertRefusedBecause("are told to be numbers, but the data have classes");
  }

  @Test
  void scoresALinearOutputAsLogitsAndSaysSo() throws IOException {
    Call call =
        Call.of(
            "evaluate", model("Identity"), "--data", "csv:" + data, "--split", "train", "--json");
    JsonNode scores = new ObjectMapper().readTree(call.done().out());
    assertEquals(1, scores.get("accuracy").asDouble());
    assertFalse(scores.has("notFinite"));
    assertTrue(call.err().contains("taken as logits, by softmax"), call.err());
  }

  @Test
  void choosesAndOrdersFeatures() throws IOException {
    Path model = model("Identity");
    Call call = Call.of("predict", model, "--input", data, "--features", "c,a,b");
    assertEquals("0,0.25,1,0.25", lines(call).get(1));
    assertTrue(call.err().contains("features as they are fed: c, a, b"), call.err());
    call =
        Call.of(
            "evaluate", model, "--data", "csv:" + data, "--split", "train", "--features", "c,a,b");
    assertTrue(call.done().out().contains("accuracy 0.00 %"), call.out());
    Call.of("predict", model, "--data", "csv:" + data, "--features", "c,d,b")
        .assertRefusedBecause("there is no feature 'd'; it has [a, b, c]");
    Call.of("predict", model, "--data", "csv:" + data, "--features", "c,c,b")
        .assertRefusedBecause("feature 'c' is asked for twice");
    Call.of("evaluate", model, "--data", "csv:" + data, "--features", "c,a")
        .assertRefusedBecause("the model takes 3 features a step");
    Path bare = Files.writeString(temp.resolve("bare.csv"), "1,2,3,4,5,6\n");
    Call.of("predict", model, "--input", bare, "--features", "a,b,c")
        .assertRefusedBecause("its features have no names to choose by (--features)");
  }

  @Test
  void neverScoresWhatIsNoNumber() throws IOException {
    write(-0.25); // whose logarithm is NaN
    Path all = model("Log", "Softmax");
    String none = "is a finite number";
    Call.of("evaluate", all, "--data", "csv:" + data, "--split", "train")
        .assertRefusedBecause(none);
    Call.of("predict", all, "--data", "csv:" + data).assertRefusedBecause(none);
    Call.of("predict", all, "--input", data).assertRefusedBecause(none);
  }

  @Test
  void countsPredictionsThatAreNoNumbers() throws IOException {
    // The inverse square root of i + 1 - 4 is NaN or infinite up to the fourth of them.
    String text = Files.readString(data).replace(",0.25", ",100").replace(",1.25", ",101");
    StringBuilder rows = new StringBuilder();
    for (String line : text.split("\n", -1)) {
      String[] cells = line.split(",", -1);
      boolean first = cells.length > 1 && cells[1].equals("0") && Integer.parseInt(cells[0]) < 4;
      rows.append(first ? line.replaceAll("(,[\\d.]+){3}$", ",0,0,0") : line).append('\n');
    }
    Files.writeString(data, rows.toString().strip() + "\n");
    Path model = model("Rsqrt", "Softmax");
    Call call = Call.of("predict", model, "--input", data).done();
    assertEquals("0,,,NaN,NaN,NaN", call.out().lines().toList().get(1));
    assertTrue(call.out().lines().toList().get(6).startsWith("5,class_2,2,"), call.out());
    assertTrue(
        call.err().contains("4 of 12 predictions are NaN or infinite; they have no class"),
        call.err());
    Path labelled = temp.resolve("one.csv");
    Files.copy(data, labelled);
    Call scored =
        Call.of("evaluate", model, "--data", "csv:" + labelled, "--split", "train", "--json")
            .done();
    JsonNode json = new ObjectMapper().readTree(scored.out());
    int left = json.get("notFinite").asInt();
    int count = json.get("count").asInt();
    assertTrue(left > 0, scored.out());
    assertTrue(
        scored.err().contains(left + " of " + (left + count) + " predictions are NaN"),
        scored.err());
    assertEquals(1, json.get("accuracy").asDouble());
  }

  @ParameterizedTest
  @CsvSource({
    "keep=, 'expected a number, true or false'",
    "keep, 'expected NAME=VALUE'",
    "keep=1, 'depends on no input'"
  })
  void refusesAFeedThatIsNone(String feed, String words) throws IOException {
    Call.of("predict", model("Neg"), "--input", data, "--feed", feed).assertRefusedBecause(words);
  }

  @Test
  void optionsOfAModelNeedOne() {
    Call.of("train", "motion-lstm", "--features", "a").assertRefusedBecause("give --model with");
  }
}
