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
import dev.unroll.data.Layout;
import dev.unroll.data.Schema;
import dev.unroll.data.Signal;
import dev.unroll.data.Target;
import dev.unroll.model.ModelSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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

  /** An initializer of whole numbers. */
  private static byte[] wholes(String name, long... values) throws IOException {
    ByteBuffer raw = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.stream(values).forEach(raw::putLong);
    return tensor(name, 7, raw.array(), values.length);
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
      byte[] many = {};
      for (String one : value.substring(1, value.length() - 1).split(",", -1)) {
        boolean number = one.matches("-?\\d+");
        many = all(many, number ? field(8, Long.parseLong(one)) : field(9, one));
      }
      return many;
    }
    if (value.endsWith("f")) {
      ByteBuffer bytes = ByteBuffer.allocate(5).order(ByteOrder.LITTLE_ENDIAN);
      return bytes.put((byte) (2 << 3 | 5)).putFloat(Float.parseFloat(value)).array();
    }
    return value.matches("-?\\d+") ? field(3, Long.parseLong(value)) : field(4, value);
  }

  /** An input of float32; sizes of 0 are free. */
  private static byte[] input(String name, long... sizes) throws IOException {
    byte[] axes = {};
    for (long size : sizes) {
      axes = all(axes, field(1, size > 0 ? field(1, size) : field(2, "")));
    }
    return all(field(1, name), field(2, field(1, all(field(1, 1), field(2, axes)))));
  }

  private Path model(byte[]... graph) throws IOException {
    byte[] content = all(field(7, all(graph)), field(8, field(2, 17)));
    return Files.write(temp.resolve("model.onnx"), content);
  }

  /** Nodes, one a line, over one unit and one feature and what gives one number. */
  private Path model(String nodes) throws IOException {
    byte[] graph =
        all(
            field(11, input("x", 0, 0, 1)),
            field(12, field(1, "y")),
            zeros("W", 1, 4, 1),
            zeros("R", 1, 4, 1),
            zeros("V", 1, 3, 1),
            zeros("U", 1, 1, 1),
            zeros("D", 1, 1),
            zeros("half", 1),
            zeros("twice", 2, 2),
            tensor("ones", 1, new byte[] {0, 0, (byte) 0x80, 0x3f}, 1, 1, 1),
            tensor("ones4", 1, new byte[] {0, 0, (byte) 0x80, 0x3f}, 1, 1, 1, 1),
            wholes("wide", 4, 9, 9),
            wholes("aside", 2, -1),
            wholes("huge", 1L << 20, 1L << 20, 1L << 20),
            wholes("five", 5),
            wholes("rows", -1, 1),
            wholes("one", 1),
            wholes("first", 0),
            tensor("lengths", 6, new byte[4], 1),
            tensor("double", 11, new byte[8], 1, 1),
            node("Transpose x > z perm=[1,0,2]"),
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
        "LSTM z,W,R > y clip=3f | node 'the-node' (LSTM): clip bounds",
        "LSTM z,W,R > y input_forget=1 | input_forget couples two gates",
        "LSTM z,W,R > y activations=[HardSigmoid,Tanh,Tanh] | activations [hardsigmoid, tanh, tanh]",
        "RNN z,U,U > y activations=[Relu] | activations [relu] have no counterpart",
        "LSTM z,W,R > y direction=reverse | direction 'reverse' has no counterpart",
        "LSTM z,W,R > y direction=bidirectional | expected W [2, 4 * units, features]",
        "LSTM z,W,R > y hidden_size=2 | found [1, 4, 1] and [1, 4, 1] of hidden_size 2",
        "LSTM z,W,R > y layout=7 | expected layout 0 or 1, found 7",
        "GRU z,W,R > y | expected W [1, 3 * units, features]",
        "LSTM z,W,R,half > y | expected B [1, 8] and P [1, 3], found [1] and none",
        "LSTM z,W,R,-,-,-,-,half > y | expected B [1, 8] and P [1, 3], found [1, 8] and [1]",
        "LSTM z,W,R,-,lengths > y | it takes lengths of sequences (sequence_lens)",
        "LSTM z,W,R,-,-,ones > y | it does not begin with a state of zeros",
        "LSTM z,W,R,-,-,-,x > y | it does not begin with a state of zeros",
        "LSTM z,x,R > y | expected its input 'x' to be float32 of the file",
        "LSTM z,nothing,R > y | no node before it gives its input 'nothing'",
        "LSTM q,W,R > y; Identity x > q | no node before it gives its input 'q'",
        "LSTM z,W,R > y; Identity y > y | its output has the name of another tensor",
        "LSTM z,W,R > a,b,c; MatMul c,D > y | the cells of 'the-node' end with",
        "LSTM z,W,R > a,b,c; Identity c > y | the cells of 'the-node' end with",
        "LSTM z,W,R > a; Squeeze a,one > b; LSTM z,W,R > c; Squeeze c,one > d; Add b,d > y | it takes what the inputs give, but 'the-node' gives what follows; layers that branch",
        "LSTM z,W,R > a; Concat a,D > y | [127, 1, 2, 1] and [1, 1] cannot be joined",
        "LSTM z,W,R > a; Concat a,ones4 > y axis=0 | it joins the data with other numbers than zeros",
        "LSTM z,W,R > a; Squeeze a,one > b; Gather b,last > c; LSTM c,W,R > y | expected it to take all steps, found [2, 1]",
        "LSTM z,W,R > a; Gather a,a > y | where it moves the data to depends on the data",
        "LSTM z,W,R > a,b; Squeeze b,first > c; Gemm c,twice > y | it takes 2 features, but what",
        "LSTM z,W,R > a; Gemm a,D > y | it takes 1 features, but what is before it gives [127, 1, 2,",
        "LSTM z,W,R > a,b; Squeeze b,first > c; Gemm c,D > y alpha=2f | expected alpha and beta 1",
        "LSTM z,W,R > a; Gemm a,D > y transA=1 | expected transA 0",
        "LSTM z,W,R > a; Gemm a,double > y | expected its input 'double' to be float32",
        "LSTM z,W,R > a; MatMul a,D > b; Pow b,half > y | (Pow): of data it has no counterpart",
        "LSTM z,W,R > a; MatMul a,D > b; Div half,b > y | it divides by the data",
        "LSTM z,W,R > a; MatMul a,D > b; Mul b,b > y | it multiplies the data by data",
        "LSTM z,W,R > a; Reshape a,aside > b; MatMul b,D > y | it takes 1 features, but what is before it gives 127",
        "LSTM z,W,R > a; MatMul a,D > b; Softmax b > y axis=0 | expected softmax over the last axis",
        "LSTM z,W,R > a; Softmax a > b; Relu b > y | expected softmax at the end only",
        "Expand x,wide > a; LSTM a,W,R > y | do not fit together",
        "Cast x > a to=7; LSTM a,W,R > y | another type than float32",
        "Erf x > y | node 'the-node' (Erf): there is no counterpart",
        "Loop x > y | node 'the-node' (Loop): there is no counterpart",
        "ReduceMean x > y | node 'the-node' (ReduceMean): it does not say over which axes",
        "ReduceMean x,one keepdims=0 > a; Gemm x,D > y | it takes 1 features, but what",
        "ReduceSum x,one > y | a sum over all steps has no counterpart",
        "Reshape x,wide > y | [2, 127, 1] cannot have the shape [4, 9, 9]",
        "ConstantOfShape huge > a; Add x,a > y | is too large to follow",
        "Transpose x > y perm=7 | is no order of the axes",
        "Gather x,five > y axis=2 | index 5 lies outside of axis 2",
        "LSTM z,W,R > a; Gemm a,D > b | no node gives the output 'y'",
        "Identity W > y | the output 'y' does not depend on the inputs",
      })
  void whatHasNoCounterpartIsRefusedWithTheReason(String nodes, String message) throws IOException {
    assertRefused(model(nodes), message);
  }

  @Test
  void operationsOfOthersAreRefused() throws IOException {
    byte[] custom = field(1, all(field(1, "x"), field(2, "y"), field(4, "LSTM"), field(7, "mine")));
    assertRefused(
        model(custom, field(11, all(field(1, "x"))), field(12, field(1, "y")), zeros("U", 1, 1, 1)),
        "there is no counterpart of operations of 'mine'");
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
  }

  private static byte[] entry(String key, String value) throws IOException {
    return field(13, all(field(1, key), field(2, value)));
  }

  private Path external(byte[]... entries) throws IOException {
    byte[] tensor = all(field(1, 1), field(1, 1), field(2, 1), field(8, "E"), field(14, 1));
    return model(
        node("MatMul x,E > y"),
        field(11, field(1, "x")),
        field(12, field(1, "y")),
        field(5, all(tensor, all(entries))));
  }

  @Test
  void readsValuesFromTheFileBesideTheModel() throws IOException {
    Files.write(temp.resolve("beside.data"), new byte[] {9, 9, 9, 9, 0, 0, 0x20, 0x40, 9});
    Path file =
        external(entry("location", "beside.data"), entry("offset", "4"), entry("length", "4"));
    WeightSource source = WeightFile.open(file);
    ModelSpec spec =
        source
            .network(false)
            .design()
            .forLayout(
                new Layout(
                    3,
                    false,
                    new Schema(
                        List.of(new Signal("a", "")),
                        Optional.empty(),
                        new Target.ClassPerStep(List.of("one", "two")),
                        "row")));
    InputException e = assertThrows(InputException.class, () -> source.weights(spec));
    assertTrue(e.getMessage().contains("found [1, 1]"), e.getMessage());
  }

  @Test
  void valuesOutsideOfTheFolderAreRefused() throws IOException {
    Path above = temp.resolve("above");
    Files.write(above, new byte[64]);
    for (String hostile :
        List.of(
            "../above",
            "..",
            ".",
            "",
            "/etc/hostname",
            above.toString(),
            "folder/inside",
            "..\\above",
            "C:above",
            "file:above")) {
      assertRefused(
          external(entry("location", hostile)), "expected the name of a file beside the model");
    }
    assertRefused(external(), "tensor 'E': its values are said to lie in ''");
    assertRefused(external(entry("location", "missing")), "which is not a file beside the model");
    Files.createSymbolicLink(temp.resolve("link"), above);
    assertRefused(external(entry("location", "link")), "which is not a file beside the model");
    Files.createDirectory(temp.resolve("folder"));
    assertRefused(external(entry("location", "folder")), "which is not a file beside the model");
  }

  @Test
  void placesOfValuesMustLieInTheirFile() throws IOException {
    Files.write(temp.resolve("beside"), new byte[64]);
    byte[] location = entry("location", "beside");
    assertRefused(
        external(location, entry("offset", "60"), entry("length", "8")),
        "are said to be 8 bytes from byte 60 of beside, which has 64");
    assertRefused(
        external(location, entry("offset", "65")), "are said to be -1 bytes from byte 65");
    assertRefused(external(location, entry("offset", "-4")), "expected a whole number as offset");
    assertRefused(
        external(location, entry("length", "99999999999999999999")), "expected a whole number");
    assertRefused(external(location), "asks for 4 bytes, but it has 64");
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
  @ValueSource(strings = {"LSTM z,W,R > a", "LSTM z,W,R > a activations=[sigmoid,tanh,TANH]"})
  void theFormOfTheGraphTellsWhetherOutputsAreGivenAtEveryStep(String recurrent)
      throws IOException {
    assertTrue(read(recurrent + "; MatMul a,D > y").network(false).output().perStep());
    WeightSource one = read(recurrent + "; Gather a,last > b; Reshape b,rows > c; Gemm c,D > y");
    assertEquals(2, one.network(false).layers().size());
    InputException e = assertThrows(InputException.class, () -> one.network(true));
    assertTrue(e.getMessage().contains("one output a sequence"), e.getMessage());
  }

  @Test
  void takesTheLastOfAllLayersStates() throws IOException {
    String two =
        "LSTM z,W,R > a,b; Squeeze a,one > c; LSTM c,W,R > d,e;"
            + " Concat b,e > f axis=0; Gather f,last > g; Gemm g,D > y";
    assertEquals(3, read(two).network(false).layers().size());
    assertRefused(
        model(two.replace("b,e > f", "e,b > f")),
        "(Gemm): it takes what 'the-node' gives, but 'the-node' gives what follows; layers that branch");
  }

  private WeightSource read(String nodes) throws IOException {
    WeightSource source = WeightFile.open(model(nodes));
    assertEquals("onnx", source.format().toLowerCase(Locale.ROOT));
    return source;
  }
}
