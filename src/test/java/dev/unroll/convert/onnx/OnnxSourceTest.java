package dev.unroll.convert.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.io.Resources;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.unroll.check.InputException;
import dev.unroll.convert.WeightFile;
import dev.unroll.convert.network.WeightSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ONNX models that lie about themselves, or that ours has no counterpart of. */
class OnnxSourceTest {

  @TempDir Path temp;

  private static byte[] field(int number, byte[] value) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeBytes(number, ByteString.copyFrom(value));
    out.flush();
    return bytes.toByteArray();
  }

  private static byte[] field(int number, String value) throws IOException {
    return field(number, value.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] field(int number, long value) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeInt64(number, value);
    out.flush();
    return bytes.toByteArray();
  }

  private static byte[] all(byte[]... parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      bytes.writeBytes(part);
    }
    return bytes.toByteArray();
  }

  /** An initializer of a graph; type 1 is float32. */
  private static byte[] tensor(String name, int type, byte[] raw, long... sizes)
      throws IOException {
    byte[] dims = {};
    for (long size : sizes) {
      dims = all(dims, field(1, size));
    }
    return field(5, all(dims, field(2, type), field(8, name), field(9, raw)));
  }

  private static byte[] zeros(String name, long... sizes) throws IOException {
    int product = 1;
    for (long size : sizes) {
      product *= (int) size;
    }
    return tensor(name, 1, new byte[4 * product], sizes);
  }

  /** A node: {@code OP input,input > output,output key=value}. */
  private static byte[] node(String text) throws IOException {
    String[] parts = text.strip().split(" +", -1);
    byte[] body = all(field(3, "the-node"), field(4, parts[0]));
    boolean outputs = false;
    for (int i = 1; i < parts.length; i++) {
      if (parts[i].equals(">")) {
        outputs = true;
      } else if (parts[i].contains("=")) {
        String[] pair = parts[i].split("=", 2);
        body = all(body, field(5, all(field(1, pair[0]), attribute(pair[1]))));
      } else {
        for (String name : parts[i].split(",", -1)) {
          body = all(body, field(outputs ? 2 : 1, name.equals("-") ? "" : name));
        }
      }
    }
    return field(1, body);
  }

  private static byte[] attribute(String value) throws IOException {
    if (value.startsWith("[")) {
      byte[] texts = {};
      for (String text : value.substring(1, value.length() - 1).split(",", -1)) {
        texts = all(texts, field(9, text));
      }
      return texts;
    }
    if (value.endsWith("f")) {
      ByteBuffer bytes = ByteBuffer.allocate(5).order(ByteOrder.LITTLE_ENDIAN);
      return bytes.put((byte) (2 << 3 | 5)).putFloat(Float.parseFloat(value)).array();
    }
    return value.matches("-?\\d+") ? field(3, Long.parseLong(value)) : field(4, value);
  }

  private Path model(byte[]... graph) throws IOException {
    byte[] content = all(field(7, all(graph)), field(8, field(2, 17)));
    return Files.write(temp.resolve("model.onnx"), content);
  }

  /** Nodes, one a line, over one unit and one feature and what gives one number. */
  private Path model(String nodes) throws IOException {
    byte[] graph =
        all(
            field(11, field(1, "x")),
            field(12, field(1, "y")),
            zeros("W", 1, 4, 1),
            zeros("R", 1, 4, 1),
            zeros("V", 1, 3, 1),
            zeros("U", 1, 1, 1),
            zeros("D", 1, 1),
            zeros("half", 1),
            zeros("twice", 2, 2),
            tensor("ones", 1, new byte[] {0, 0, (byte) 0x80, 0x3f}, 1, 1, 1),
            tensor("lengths", 6, new byte[4], 1),
            tensor("double", 11, new byte[8], 1, 1),
            tensor("last", 7, new byte[] {-1, -1, -1, -1, -1, -1, -1, -1}));
    for (String line : nodes.split(";", -1)) {
      graph = all(graph, node(line));
    }
    return model(graph);
  }

  private static void assertRefused(Path file, String message) {
    InputException e = assertThrows(InputException.class, () -> WeightFile.open(file));
    assertTrue(e.getMessage().contains(message), e.getMessage());
    assertTrue(e.getMessage().startsWith("model.onnx: "), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "LSTM x,W,R > h clip=3f | node 'the-node' (LSTM): clip bounds",
        "LSTM x,W,R > h input_forget=1 | input_forget couples two gates",
        "LSTM x,W,R > h activations=[HardSigmoid,Tanh,Tanh] | activations [hardsigmoid, tanh, tanh]",
        "RNN x,U,U > h activations=[Relu] | activations [relu] have no counterpart",
        "LSTM x,W,R > h direction=reverse | direction 'reverse' has no counterpart",
        "LSTM x,W,R > h direction=bidirectional | expected W [2, 4 * units, features]",
        "LSTM x,W,R > h hidden_size=2 | found [1, 4, 1] and [1, 4, 1] of hidden_size 2",
        "LSTM x,W,R > h layout=7 | expected layout 0 or 1, found 7",
        "GRU x,W,R > h | expected W [1, 3 * units, features]",
        "LSTM x,W,R,half > h | expected B [1, 8] and P [1, 3], found [1] and none",
        "LSTM x,W,R,-,-,-,-,half > h | expected B [1, 8] and P [1, 3], found [1, 8] and [1]",
        "LSTM x,W,R,-,lengths > h | it takes lengths of sequences (sequence_lens)",
        "LSTM x,W,R,-,-,ones > h | it does not begin with a state of zeros",
        "LSTM x,W,R,-,-,-,x > h | it does not begin with a state of zeros",
        "LSTM x,x,R > h | expected its input 'x' to be float32 of the file",
        "LSTM x,nothing,R > h | no node before it gives its input 'nothing'",
        "LSTM z,W,R > h; Identity x > z | no node before it gives its input 'z'",
        "LSTM x,W,R > h; GRU h,V,V > h | its output has the name of another tensor",
        "LSTM x,W,R > a,b,c; Gemm c,D > y | expected it to take what the layer before it gives",
        "LSTM x,W,R > a,b,c; Identity c > y | it takes the states of cells",
        "LSTM x,W,R > a; LSTM x,W,R > b | expected it to take all steps of the inputs, or",
        "LSTM x,W,R > a; Concat a,x > b | it joins what different layers give",
        "LSTM x,W,R > a; Concat a,D > b | it joins the data with other numbers",
        "LSTM x,W,R > a; Gather a,last > b; LSTM b,W,R > c | expected it to take all steps",
        "LSTM x,W,R > a; Gather a,a > b | where it moves the data to depends on the data",
        "LSTM x,W,R > a; Gemm a,D > b; LSTM b,W,R > c | expected it to take all steps",
        "LSTM x,W,R > a; Gemm a,twice > y | it takes 2 features, but what is before it gives 1",
        "LSTM x,W,R > a; Gemm a,D > y alpha=2f | expected alpha and beta 1",
        "LSTM x,W,R > a; Gemm a,D > y transA=1 | expected transA 0",
        "LSTM x,W,R > a; Gemm a,double > y | expected its input 'double' to be float32",
        "LSTM x,W,R > a; MatMul a,D > b; Add b,b > y | expected its input 'b' to be float32",
        "LSTM x,W,R > a; Add a,half > y | expected it right after Gemm or MatMul",
        "LSTM x,W,R > a; Gemm a,D > b; Tanh b > y | the output's activation TANH",
        "LSTM x,W,R > a; Gemm a,D > b; Softmax b > y axis=0 | expected softmax over the last axis",
        "Slice x,last > a; LSTM a,W,R > y | it takes some of the inputs only",
        "Expand x,last > a; LSTM a,W,R > y | it repeats the data",
        "Cast x > a to=7; LSTM a,W,R > y | another type than float32",
        "Erf x > y | node 'the-node' (Erf): there is no counterpart",
        "Loop x > y | node 'the-node' (Loop): there is no counterpart",
        "ReduceMean x > y | node 'the-node' (ReduceMean): there is no counterpart",
        "LSTM x,W,R > y | found 1 recurrent and 0 dense layers",
        "LSTM x,W,R > a; Gemm a,D > b | the output 'y' is not what its last layer gives",
      })
  void whatHasNoCounterpartIsRefusedWithTheReason(String nodes, String message) throws IOException {
    assertRefused(model(nodes), message);
  }

  @Test
  void operationsOfOthersAreRefused() throws IOException {
    byte[] custom = field(1, all(field(1, "x"), field(2, "y"), field(4, "LSTM"), field(7, "mine")));
    assertRefused(model(custom), "there is no counterpart of operations of 'mine'");
  }

  @Test
  void tensorsMustBearOutTheirShapes() throws IOException {
    byte[] node = node("Identity x > y");
    assertRefused(
        model(node, tensor("a", 1, new byte[8], 1 << 28)),
        "tensor 'a': its shape [268435456] asks for more than its 2 values");
    assertRefused(
        model(node, tensor("a", 1, new byte[8], 1L << 32, 1L << 32)), "more than its 2 values");
    assertRefused(model(node, tensor("a", 1, new byte[8], -2)), "more than its 2 values");
    assertRefused(model(node, tensor("a", 1, new byte[8], 1)), "asks for 4 bytes, but it has 8");
    assertRefused(model(node, tensor("a", 1, new byte[9], 2)), "asks for 8 bytes, but it has 9");
    assertRefused(model(node, zeros("a", 1), zeros("a", 1)), "has two tensors 'a'");
    assertRefused(
        model(node, field(5, all(field(1, 4), field(2, 1), field(8, "a"), field(14, 1)))),
        "tensor 'a': its values lie in another file");
    assertRefused(
        model(node, field(5, all(field(2, 1), field(13, field(1, "location"))))),
        "its values lie in another file");
  }

  @Test
  void damagedMessagesAreRefused() throws IOException {
    Path file = temp.resolve("model.onnx");
    assertRefused(Files.write(file, new byte[0]), "not a whole ONNX model: it has 0 nodes");
    assertRefused(Files.writeString(file, "hello, this is text"), "not a whole ONNX model");
    assertRefused(Files.write(file, new byte[] {7 << 3 | 2, -1, -1, -1, -1, 7}), "not a whole");
    byte[] groups = new byte[100_000];
    Arrays.fill(groups, (byte) (9 << 3 | 3));
    assertRefused(Files.write(file, groups), "it has a group");
    assertRefused(model(field(1, field(4, "a\u001b[2J"))), "control characters");
    assertRefused(Files.write(file, field(7, node("Identity x > y"))), "does not name its opset");
  }

  @Test
  void aSecondInputIsRefused() throws IOException {
    byte[] golden =
        Resources.toByteArray(Resources.getResource("dev/unroll/convert/onnx-lstm.onnx"));
    Path file = temp.resolve("model.onnx");
    Files.write(file, all(golden, field(7, field(11, field(1, "more")))));
    assertRefused(file, "expected one input and one output, found [x, more] and [");
  }

  @ParameterizedTest
  @ValueSource(strings = {"LSTM x,W,R > a", "LSTM x,W,R > a activations=[sigmoid,tanh,TANH]"})
  void theFormOfTheGraphTellsWhetherOutputsAreGivenAtEveryStep(String recurrent)
      throws IOException {
    assertTrue(read(recurrent + "; Gemm a,D > y").network(false).output().perStep());
    WeightSource one = read(recurrent + "; Gather a,last > b; Gemm b,D > y");
    assertEquals(2, one.network(false).layers().size());
    InputException e = assertThrows(InputException.class, () -> one.network(true));
    assertTrue(e.getMessage().contains("one output a sequence"), e.getMessage());
  }

  @Test
  void takesTheLastOfAllLayersStates() throws IOException {
    String two = "LSTM x,W,R > a,b; Squeeze a > c; LSTM c,W,R > d,e; Concat b,e > f axis=0;";
    assertEquals(3, read(two + "Gather f,last > g; Gemm g,D > y").network(false).layers().size());
    String other = two.replace("b,e", "e,b");
    assertRefused(model(other + "Gather f,last > g"), "it joins what different layers give");
    assertRefused(model(two + "Slice f,last > g"), "expected one that takes the last");
  }

  private WeightSource read(String nodes) throws IOException {
    WeightSource source = WeightFile.open(model(nodes));
    assertEquals("onnx", source.format().toLowerCase(Locale.ROOT));
    return source;
  }
}
