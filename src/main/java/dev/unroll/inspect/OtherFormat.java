package dev.unroll.inspect;

import static dev.unroll.check.Check.failure;

import com.google.common.primitives.Bytes;
import dev.unroll.check.Choice;
import dev.unroll.check.InputException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** What else people have of models than what TensorFlow runs, told by name and first bytes. */
public enum OtherFormat {
  KERAS("a Keras model", true),
  HDF5("a model or weights of Keras in HDF5", true),
  ONNX("an ONNX model", true),
  SAFETENSORS("weights as safetensors", true),
  PICKLE("a Python pickle, as PyTorch writes its models", true),
  CHECKPOINT("a checkpoint, which has variables but no graph", true),
  TFLITE(
      "a TensorFlow Lite model, which is not read; give the SavedModel or the Keras file that it was"
          + " made from",
      false),
  TENSORFLOW_JS(
      "a TensorFlow.js model, which is not read; make a SavedModel of it by"
          + " tensorflowjs_converter",
      false),
  KERAS_JSON(
      "the layers of a Keras model without their weights; give the model with its weights", false),
  CORE_ML("a Core ML model, which is not read; give the model that it was made from", false),
  NUMPY("arrays of NumPy, which are no model; give the model that they are of", false),
  ARCHIVE("an archive; unpack it, and give the model in it", false),
  NAMELESS_SAVED_MODEL(
      "the graph of a SavedModel under another name; call it saved_model.pb and give its folder,"
          + " with its variables beside it",
      false);

  private static final int HEAD = 64;
  private static final byte[] HDF5_START = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
  private static final Pattern DATA_OF_CHECKPOINT = Pattern.compile(".*\\.data-\\d{5}-of-\\d{5}");
  private static final long LONGEST_HEADER = 100 << 20;

  /** The first field of a protobuf as a number: ONNX and Core ML begin with their version. */
  private static final int NUMBER_FIRST = 0x08;

  /** The second field, of bytes. */
  private static final int BYTES_SECOND = 0x12;

  private final String words;
  private final boolean imported;

  OtherFormat(String words, boolean imported) {
    this.words = words;
    this.imported = imported;
  }

  /** Whether its weights can be imported. */
  public boolean isImported() {
    return imported;
  }

  /** That it is not run as it is, with what to do. */
  public InputException refusal(Path path) {
    return imported
        ? failure("%s: %s; it is not run as it is but needs %s first", path, words, Choice.IMPORT)
        : failure("%s: %s", path, words);
  }

  /**
   * What a file is; empty where it may be a graph.
   *
   * @throws IOException where it cannot be read
   */
  public static Optional<OtherFormat> of(Path file) throws IOException {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    byte[] head;
    try (InputStream in = Files.newInputStream(file)) {
      head = in.readNBytes(HEAD);
    }
    if (starts(head, 'P', 'K', 3, 4)) {
      return ofZip(file, name);
    }
    return Optional.ofNullable(ofBytes(head, name));
  }

  /**
   * What a folder is or holds, where there is no SavedModel in it.
   *
   * @return that it is not run as it is, with what to do; empty where nothing in it is known
   */
  public static Optional<InputException> inFolder(Path folder) throws IOException {
    if (CheckpointFolder.latest(folder).isPresent()) {
      return Optional.of(CHECKPOINT.refusal(folder));
    }
    List<Path> files;
    try (var all = Files.list(folder)) {
      files = all.filter(Files::isRegularFile).sorted().limit(100).toList();
    }
    for (Path file : files) {
      Optional<OtherFormat> found = of(file);
      if (found.isPresent() && found.get() != NUMPY) {
        return Optional.of(found.get().refusal(file));
      }
    }
    return Optional.empty();
  }

  private static OtherFormat ofBytes(byte[] head, String name) {
    if (DATA_OF_CHECKPOINT.matcher(name).matches()) {
      return CHECKPOINT;
    }
    if (Bytes.indexOf(head, HDF5_START) == 0) {
      return HDF5;
    }
    if (head.length >= 8 && new String(head, 4, 4, StandardCharsets.ISO_8859_1).equals("TFL3")) {
      return TFLITE;
    }
    if (head.length >= 2 && starts(head, 0x80) && head[1] >= 2 && head[1] <= 5) {
      return PICKLE;
    }
    if (starts(head, 0x93, 'N', 'U', 'M', 'P', 'Y')) {
      return NUMPY;
    }
    if (starts(head, 0x1f, 0x8b) || starts(head, '7', 'z', 0xbc) || starts(head, 'R', 'a', 'r')) {
      return ARCHIVE;
    }
    if (head.length >= 9 && head[8] == '{') {
      long header = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
      if (header > 0 && header < LONGEST_HEADER) {
        return SAFETENSORS;
      }
    }
    return starts(head, '{') ? ofJson(head, name) : ofNumber(head, name);
  }

  private static OtherFormat ofJson(byte[] head, String name) {
    String text = new String(head, StandardCharsets.UTF_8);
    boolean browser = text.contains("modelTopology") || text.contains("layers-model");
    boolean graph = text.contains("graph-model");
    if (browser || graph) {
      return TENSORFLOW_JS;
    }
    return name.endsWith(".json") && text.contains("class_name") ? KERAS_JSON : null;
  }

  private static OtherFormat ofNumber(byte[] head, String name) {
    boolean number = starts(head, NUMBER_FIRST) && head.length > 2;
    if (!number || name.equals(ModelFile.SAVED_MODEL)) {
      return null;
    }
    if (name.endsWith(".mlmodel")) {
      return CORE_ML;
    }
    boolean first = head[1] == 1 && head[2] == BYTES_SECOND;
    return first ? NAMELESS_SAVED_MODEL : ONNX;
  }

  private static Optional<OtherFormat> ofZip(Path file, String name) {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      List<String> entries =
          zip.stream().map(entry -> entry.getName().toLowerCase(Locale.ROOT)).toList();
      if (entries.contains("config.json") && entries.contains("model.weights.h5")) {
        return Optional.of(KERAS);
      }
      if (entries.stream().anyMatch(entry -> entry.endsWith(".pkl"))) {
        return Optional.of(PICKLE);
      }
      boolean arrays = !entries.isEmpty() && entries.stream().allMatch(e -> e.endsWith(".npy"));
      return arrays ? Optional.of(NUMPY) : Optional.empty();
    } catch (ZipException | EOFException e) {
      return name.endsWith(".keras") ? Optional.of(KERAS) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // who opens it says what is wrong with it
    }
  }

  private static boolean starts(byte[] head, int... bytes) {
    if (head.length < bytes.length) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      if ((head[i] & 255) != bytes[i]) {
        return false;
      }
    }
    return true;
  }
}
