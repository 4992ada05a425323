package dev.unroll.recipe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import dev.unroll.convert.WeightFile;
import dev.unroll.convert.network.Network;
import dev.unroll.convert.network.Network.Meaning;
import dev.unroll.convert.network.WeightSource;
import dev.unroll.data.BatchOrder;
import dev.unroll.data.Signal;
import dev.unroll.data.Target;
import dev.unroll.graph.Kernels;
import dev.unroll.load.OutputMeaning;
import dev.unroll.model.GraphPredictor;
import dev.unroll.train.L2;
import dev.unroll.train.Optimizer;
import dev.unroll.train.Schedule;
import dev.unroll.train.TrainingSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files of weights whose outputs mean what somebody says, by plain arithmetic. */
class ImportedOutputTest {

  private static final int FEATURES = 2;
  private static final int UNITS = 3;
  private static final int STEPS = 4;

  @TempDir Path temp;

  static Stream<Arguments> networks() {
    return IntStream.range(1, 5)
        .boxed()
        .flatMap(
            outputs ->
                Stream.of("", "numbers", "logits", "probabilities", "sigmoid")
                    .flatMap(
                        told ->
                            IntStream.range(0, 12)
                                .mapToObj(seed -> Arguments.of(outputs, told, seed))));
  }

  @Test
  void theFamilyIsLarge() {
    assertTrue(networks().count() >= 200);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void givesWhatItsOutputsMean(int outputs, String told, int seed) throws IOException {
    Net net = new Net(outputs, 100L * outputs + seed);
    WeightSource source = WeightFile.open(net.file(temp));
    Optional<OutputMeaning> meaning =
        told.isEmpty() ? Optional.empty() : Optional.of(OutputMeaning.parse(told));
    boolean cannotBe = told.equals(outputs == 1 ? "probabilities" : "sigmoid");
    if (cannotBe) {
      InputException e = assertThrows(InputException.class, () -> model(source, meaning));
      assertEquals(
          outputs == 1
              ? "net: the output layer gives one number, which cannot be probabilities; expected"
                  + " numbers, logits or sigmoid as the meaning of its outputs"
              : "net: the output layer gives several, which cannot be sigmoid; expected numbers,"
                  + " logits or probabilities as the meaning of its outputs",
          e.getMessage());
      return;
    }
    ImportedModel model = model(source, meaning);
    boolean numbers = told.equals("numbers") || (told.isEmpty() && outputs == 1);
    float[][] sequence = net.sequence();
    double[] linear = net.linear(sequence);
    double[] expected = numbers ? linear : probabilities(linear);
    try (GraphPredictor predictor = new GraphPredictor(model.spec(), model.weights(source))) {
      assertEquals(!numbers, predictor.target().isClasses());
      float[] found = predictor.predict(sequence).values();
      assertEquals(expected.length, found.length);
      for (int i = 0; i < found.length; i++) {
        assertEquals(expected[i], found[i], 1e-5 * Math.max(1, Math.abs(expected[i])));
      }
    }
  }

  private static ImportedModel model(WeightSource source, Optional<OutputMeaning> meaning) {
    Network network = source.network(false);
    Recipe recipe =
        new Recipe(
            "net",
            "",
            new DataRecipe("csv:data.csv", Optional.empty(), 0),
            network.design(),
            new TrainingSpec(
                new Optimizer.Adam(),
                0.001,
                new Schedule.Constant(),
                0,
                L2.ALL,
                0,
                10,
                BatchOrder.SHUFFLED,
                1,
                0,
                10),
            Kernels.FUSED);
    return ImportedModel.of(recipe, source, Optional.of(network), Optional.empty(), meaning, STEPS);
  }

  /** Softmax, or of one number the sigmoid as the second of two. */
  private static double[] probabilities(double[] linear) {
    double[] logits = linear.length == 1 ? new double[] {0, linear[0]} : linear;
    double sum = 0;
    double[] all = new double[logits.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = Math.exp(logits[i]);
      sum += all[i];
    }
    for (int i = 0; i < all.length; i++) {
      all[i] /= sum;
    }
    return all;
  }

  @Test
  void whatTheFileOrTheDataSayIsNotToldOtherwise() {
    Target two = new Target.OneClass(List.of("no", "yes"));
    Target number = new Target.Numbers(List.of(new Signal("y", "")), Target.Numbers.NO_NAIVE);
    assertRefused(
        "f: the model ends in a softmax, which cannot be numbers; expected probabilities as the"
            + " meaning of its outputs",
        new Network.Output(3, false, Meaning.PROBABILITIES),
        Optional.of(OutputMeaning.NUMBERS),
        Optional.empty());
    assertRefused(
        "f: the model ends in one sigmoid, which cannot be logits; expected sigmoid as the meaning"
            + " of its outputs",
        new Network.Output(2, false, Meaning.SIGMOID),
        Optional.of(OutputMeaning.LOGITS),
        Optional.empty());
    assertRefused(
        "f: the model ends in neither softmax nor one sigmoid, which cannot be probabilities;"
            + " expected numbers or logits as the meaning of its outputs",
        new Network.Output(3, false, Meaning.NUMBERS),
        Optional.of(OutputMeaning.PROBABILITIES),
        Optional.empty());
    assertRefused(
        "f: the model gives numbers, but the data have classes; choose other data, or another"
            + " meaning of its outputs",
        new Network.Output(2, false, Meaning.UNTOLD),
        Optional.of(OutputMeaning.NUMBERS),
        Optional.of(two));
    assertRefused(
        "f: the model gives classes, but the data have numbers; choose other data",
        new Network.Output(2, false, Meaning.PROBABILITIES),
        Optional.empty(),
        Optional.of(number));
    assertRefused(
        "f: the model gives one number, but the data have two classes, [no, yes]; where it tells"
            + " the second of them, say by the meaning of its outputs whether it is its logit"
            + " (logits) or what a sigmoid makes of it (sigmoid)",
        new Network.Output(1, false, Meaning.UNTOLD),
        Optional.empty(),
        Optional.of(two));
    assertEquals(
        new ImportedOutput(2, true, true, true),
        ImportedOutput.of(
            "f",
            new Network.Output(1, true, Meaning.NUMBERS),
            Optional.of(OutputMeaning.LOGITS),
            Optional.of(two)));
    assertEquals(
        new ImportedOutput(2, false, true, false),
        ImportedOutput.of(
            "f",
            new Network.Output(2, false, Meaning.NUMBERS),
            Optional.empty(),
            Optional.of(two)));
  }

  private static void assertRefused(
      String message, Network.Output given, Optional<OutputMeaning> told, Optional<Target> data) {
    InputException e =
        assertThrows(InputException.class, () -> ImportedOutput.of("f", given, told, data));
    assertEquals(message, e.getMessage());
  }

  /** The whole way: a folder is written, and a sample of logits holds. */
  @Test
  void aSampleOfOneLogitHolds() throws IOException {
    Net net = new Net(1, 7);
    float[][] sequence = net.sequence();
    Path sample =
        write(
            temp.resolve("sample.safetensors"),
            Map.of(
                "inputs", new Tensor(new long[] {1, STEPS, FEATURES}, flat(sequence)),
                "outputs",
                    new Tensor(new long[] {1, 1}, new float[] {(float) net.linear(sequence)[0]})));
    ImportRun run =
        new ImportRun(
            net.file(temp),
            Optional.empty(),
            false,
            List.of("model.layers.0.cell.activation=tanh"),
            0,
            Optional.of(sample),
            Map.of(),
            Optional.of(OutputMeaning.LOGITS),
            "test");
    ImportResult result = run.run(temp.resolve("run"));
    assertEquals(List.of("class_0", "class_1"), result.spec().classNames());
    assertTrue(result.facts().sampleDifference() < 1e-5);
    assertArrayEquals(
        new Object[0],
        result.facts().assumed().stream().filter(text -> text.contains("outputs are")).toArray());
  }

  private static float[] flat(float[][] rows) {
    float[] all = new float[rows.length * rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, all, i * rows[0].length, rows[0].length);
    }
    return all;
  }

  private static final class Tensor {
    private final long[] shape;
    private final float[] values;

    Tensor(long[] shape, float[] values) {
      this.shape = shape;
      this.values = values;
    }
  }

  private static Path write(Path file, Map<String, Tensor> tensors) throws IOException {
    StringBuilder header = new StringBuilder("{");
    int at = 0;
    for (Map.Entry<String, Tensor> each : new LinkedHashMap<>(tensors).entrySet()) {
      int end = at + 4 * each.getValue().values.length;
      header
          .append(header.length() == 1 ? "" : ",")
          .append(
              "\"%s\":{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":[%s,%s]}"
                  .formatted(each.getKey(), Arrays.toString(each.getValue().shape), at, end));
      at = end;
    }
    byte[] text = header.append('}').toString().getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + text.length + at).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(text.length).put(text);
    for (Tensor tensor : new LinkedHashMap<>(tensors).values()) {
      for (float value : tensor.values) {
        bytes.putFloat(value);
      }
    }
    return Files.write(file, bytes.array());
  }

  /** PyTorch's RNN with tanh and a Linear of its last step. */
  private static final class Net {
    private final int outputs;
    private final Random random;
    private final float[] kernel;
    private final float[] recurrent;
    private final float[] bias;
    private final float[] more;
    private final float[] outputKernel;
    private final float[] outputBias;

    Net(int outputs, long seed) {
      this.outputs = outputs;
      this.random = new Random(seed);
      this.kernel = values(UNITS * FEATURES);
      this.recurrent = values(UNITS * UNITS);
      this.bias = values(UNITS);
      this.more = values(UNITS);
      this.outputKernel = values(outputs * UNITS);
      this.outputBias = values(outputs);
    }

    private float[] values(int count) {
      float[] values = new float[count];
      for (int i = 0; i < count; i++) {
        values[i] = (float) random.nextGaussian();
      }
      return values;
    }

    float[][] sequence() {
      float[][] rows = new float[STEPS][];
      for (int i = 0; i < STEPS; i++) {
        rows[i] = values(FEATURES);
      }
      return rows;
    }

    Path file(Path folder) throws IOException {
      Map<String, Tensor> all = new LinkedHashMap<>();
      all.put("rnn.weight_ih_l0", new Tensor(new long[] {UNITS, FEATURES}, kernel));
      all.put("rnn.weight_hh_l0", new Tensor(new long[] {UNITS, UNITS}, recurrent));
      all.put("rnn.bias_ih_l0", new Tensor(new long[] {UNITS}, bias));
      all.put("rnn.bias_hh_l0", new Tensor(new long[] {UNITS}, more));
      all.put("linear.weight", new Tensor(new long[] {outputs, UNITS}, outputKernel));
      all.put("linear.bias", new Tensor(new long[] {outputs}, outputBias));
      return write(folder.resolve("net.safetensors"), all);
    }

    double[] linear(float[][] sequence) {
      double[] state = new double[UNITS];
      for (float[] row : sequence) {
        double[] next = new double[UNITS];
        for (int u = 0; u < UNITS; u++) {
          double sum = bias[u] + more[u];
          for (int f = 0; f < FEATURES; f++) {
            sum += kernel[u * FEATURES + f] * row[f];
          }
          for (int v = 0; v < UNITS; v++) {
            sum += recurrent[u * UNITS + v] * state[v];
          }
          next[u] = Math.tanh(sum);
        }
        state = next;
      }
      double[] all = new double[outputs];
      for (int o = 0; o < outputs; o++) {
        all[o] = outputBias[o];
        for (int u = 0; u < UNITS; u++) {
          all[o] += outputKernel[o * UNITS + u] * state[u];
        }
      }
      return all;
    }
  }
}
