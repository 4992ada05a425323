package dev.unroll.convert;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.io.Resources;
import dev.unroll.check.InputException;
import dev.unroll.convert.arrays.Array;
import dev.unroll.convert.arrays.Safetensors;
import dev.unroll.convert.network.WeightSource;
import dev.unroll.model.ModelSpec;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are cut, that lie about their sizes, or that hold what is not converted. */
class HostileFilesTest {

  @TempDir Path temp;

  private static byte[] golden(String name) throws IOException {
    return Resources.toByteArray(Resources.getResource(HostileFilesTest.class, name));
  }

  private static Path goldenPath(String name) throws URISyntaxException {
    return Path.of(Resources.getResource(HostileFilesTest.class, name).toURI());
  }

  private Path safetensors(String header, int bytes) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    return safetensors(text.length, text, bytes);
  }

  private Path safetensors(long says, byte[] header, int bytes) throws IOException {
    ByteBuffer file = ByteBuffer.allocate(8 + header.length + bytes).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(says).put(header);
    return Files.write(temp.resolve("some.safetensors"), file.array());
  }

  private static void assertRefused(Path file, String message) {
    InputException e = assertThrows(InputException.class, () -> WeightFile.open(file));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  @Test
  void safetensorsMustBearOutWhatTheirHeaderSays() throws IOException {
    assertRefused(
        safetensors(1L << 30, "{}".getBytes(StandardCharsets.UTF_8), 0),
        "its header says that it has 1073741824 bytes");
    assertRefused(safetensors(-1, new byte[] {'{', '}'}, 0), "18446744073709551615 bytes");
    assertRefused(safetensors("nonsense!", 0), "its header is not JSON");
    assertRefused(safetensors("[1]", 0), "its header is no JSON object");
    String tensor = "{\"a\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%s,%s]}}";
    assertRefused(
        safetensors(tensor.formatted("F32", "[268435456]", 0, 1 << 30), 8),
        "tensor 'a' says that it lies at bytes 0 to 1073741824");
    assertRefused(
        safetensors(tensor.formatted("F32", "[4294967296,4294967296]", 0, 8), 8),
        "tensor 'a' says that its shape is [4294967296, 4294967296], more than its file holds");
    assertRefused(
        safetensors(tensor.formatted("F32", "[3]", 0, 8), 8), "asks for 12 bytes, but it has 8");
    assertRefused(safetensors(tensor.formatted("F32", "[2]", 0, 8), 9), "1 bytes after the last");
    assertRefused(safetensors(tensor.formatted("F32", "[1]", 4, 8), 8), "at bytes 4 to 8");
    assertRefused(safetensors(tensor.formatted("F64", "[1]", 0, 8), 8), "would round it");
    assertRefused(safetensors(tensor.formatted("F32", "[-1]", 0, 8), 8), "expected dtype, shape");
    String two =
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}";
    assertRefused(safetensors(two, 8), "tensor 'b' says that it lies at bytes 4 to 8, but 8");
  }

  @Test
  void halfNumbersAreWidenedExactly() throws IOException {
    Path file =
        safetensors(
            "{\"b\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[10,14]},"
                + "\"h\":{\"dtype\":\"F16\",\"shape\":[5],\"data_offsets\":[0,10]}}",
            14);
    byte[] content = Files.readAllBytes(file);
    ByteBuffer values = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    values.position(content.length - 14);
    for (int half : new int[] {0x3c01, 0xc000, 0x0001, 0x8000, 0x7bff}) {
      values.putShort((short) half);
    }
    values.putShort((short) 0x3fc0).putShort((short) 0xc2f7);
    Files.write(file, content);
    Map<String, Array> arrays = Safetensors.read(file, false);
    assertArrayEquals(
        new float[] {1 + 0x1p-10f, -2, 0x1p-24f, -0f, 65504}, arrays.get("h").values());
    assertArrayEquals(new float[] {1.5f, -123.5f}, arrays.get("b").values());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"torch-lstm.safetensors", "keras-lstm.keras", "keras-legacy.h5", "onnx-lstm.onnx"})
  void aFileCutAnywhereIsRefused(String name) throws IOException {
    byte[] whole = golden(name);
    for (int length = 0; length < whole.length; length += Math.max(1, whole.length / 60)) {
      Path cut = Files.write(temp.resolve(name), Arrays.copyOf(whole, length));
      assertThrows(InputException.class, () -> WeightFile.open(cut), "at " + length);
    }
  }

  /** Bits that are turned may lie in what nobody reads; then the file is read. */
  @ParameterizedTest
  @ValueSource(
      strings = {"keras-legacy.h5", "keras-lstm.keras", "torch-gru.safetensors", "onnx-lstm.onnx"})
  void aDamagedFileIsReadOrRefused(String name) throws IOException {
    byte[] whole = golden(name);
    for (int place = 0; place < whole.length; place += Math.max(1, whole.length / 400)) {
      byte[] damaged = whole.clone();
      damaged[place] ^= 0x55;
      Path file = Files.write(temp.resolve(name), damaged);
      try {
        WeightFile.open(file).network(false);
      } catch (InputException e) {
        assertTrue(e.getMessage().contains(name), e.getMessage());
      }
    }
  }

  /** More of them in {@code TorchFileTest}. */
  @Test
  void picklesAreKnownByTheirContent() throws IOException {
    byte[] pickle = {(byte) 0x80, 2, '}', '.'};
    assertRefused(
        Files.write(temp.resolve("model.safetensors"), pickle), "expected the weights of a model");
    assertRefused(
        Files.write(temp.resolve("model.pt"), new byte[9]),
        "not a file that torch.save has written");
    Path zip = temp.resolve("model.keras");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("archive/data.pkl"));
      out.write(pickle);
    }
    assertRefused(zip, "expected the weights of a model");
  }

  /** {@code keras-lstm.keras} with one of its entries replaced. */
  private Path keras(String entry, byte[] content) throws IOException, URISyntaxException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(goldenPath("keras-lstm.keras").toFile())) {
      for (String name : new String[] {"config.json", "model.weights.h5"}) {
        entries.put(name, zip.getInputStream(zip.getEntry(name)).readAllBytes());
      }
    }
    entries.put(entry, content);
    Path file = temp.resolve("model.keras");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, byte[]> each : entries.entrySet()) {
        out.putNextEntry(new ZipEntry(each.getKey()));
        out.write(each.getValue());
      }
    }
    return file;
  }

  private String config() throws IOException, URISyntaxException {
    try (ZipFile zip = new ZipFile(goldenPath("keras-lstm.keras").toFile())) {
      return new String(
          zip.getInputStream(zip.getEntry("config.json")).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void aZipBombIsNotUnpacked() throws Exception {
    assertRefused(keras("model.weights.h5", new byte[100 << 20]), "is not to be trusted");
    assertRefused(keras("config.json", new byte[17 << 20]), "is not to be trusted");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"LSTM\" | \"Attention\" | layer 1 'lstm' (Attention): there is no exact counterpart",
        "\"LSTM\" | \"Lambda\" | layer 1 'lstm' (Lambda): it holds Python code, which is not run",
        "\"LSTM\" | \"Masking\" | (Masking): masked steps are skipped",
        "\"go_backwards\": false | \"go_backwards\": true | go_backwards is set",
        "\"stateful\": false | \"stateful\": true | its state goes from batch to batch",
        "\"return_state\": false | \"return_state\": true | its state is an output of the model",
        "\"recurrent_activation\": \"sigmoid\" | \"recurrent_activation\": \"softmax\""
            + " | recurrent_activation 'softmax' has no counterpart",
        "\"softmax\" | \"mine\" | activation 'mine' has no counterpart",
        "\"class_name\": \"Sequential\" | \"class_name\": \"Mine\""
            + " | expected a Sequential or Functional model, found class 'Mine'",
        "\"batch_shape\": [null, 7, 3] | \"batch_shape\": [null, 2000000000, 3] | are too large",
        "\"batch_shape\": [null, 7, 3] | \"batch_shape\": [null, 7] | expected inputs [batch, steps,",
        "\"units\": 5 | \"units\": 2000000000 | basic-lstm: units: expected a whole number",
      })
  void whatHasNoCounterpartIsRefusedWithTheReason(String from, String to, String message)
      throws Exception {
    String config = config();
    assertTrue(config.contains(from), "the file has " + from);
    Path file = keras("config.json", config.replace(from, to).getBytes(StandardCharsets.UTF_8));
    assertRefused(file, message);
  }

  @Test
  void weightsOfAnotherShapeAreRefused() throws Exception {
    byte[] other =
        config().replace("\"units\": 5", "\"units\": 6").getBytes(StandardCharsets.UTF_8);
    WeightSource source = WeightFile.open(keras("config.json", other));
    ModelSpec spec = Specs.of(source.network(false));
    InputException e = assertThrows(InputException.class, () -> source.weights(spec));
    assertEquals(
        "model.keras: layer 'lstm': expected shape [9, 24] of its kernel (our variable"
            + " rnn/basic_lstm_cell/kernel), found [8, 20]",
        e.getMessage());
  }

  @Test
  void deepJsonIsRefused() throws Exception {
    String deep = "[".repeat(100_000);
    assertRefused(keras("config.json", deep.getBytes(StandardCharsets.UTF_8)), "is not valid JSON");
  }

  @Test
  void aDatasetThatSaysItIsHugeIsNotRead() throws Exception {
    try (ZipFile zip = new ZipFile(goldenPath("keras-lstm.keras").toFile())) {
      byte[] weights = zip.getInputStream(zip.getEntry("model.weights.h5")).readAllBytes();
      ByteBuffer bytes = ByteBuffer.wrap(weights).order(ByteOrder.LITTLE_ENDIAN);
      int changed = 0;
      // The dataspace of the kernel [3, 20].
      for (int i = 0; i + 16 <= weights.length; i++) {
        if (bytes.getLong(i) == 3 && bytes.getLong(i + 8) == 20) {
          bytes.putLong(i, 200_000_000);
          changed++;
        }
      }
      assertTrue(changed > 0);
      assertRefused(keras("model.weights.h5", weights), "model.weights.h5: ");
    }
  }

  @Test
  void aFileOfAnotherKindIsRefused() throws IOException {
    assertRefused(temp.resolve("missing"), "no such file; expected a TensorFlow 1 checkpoint");
    assertRefused(
        Files.writeString(temp.resolve("model.txt"), "hello"), "not a file that can be imported");
    assertRefused(Files.writeString(temp.resolve("model.h5"), "hello"), "not an HDF5 file");
    assertRefused(temp, "not a file that can be imported");
  }
}
