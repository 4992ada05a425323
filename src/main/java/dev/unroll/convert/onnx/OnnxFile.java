package dev.unroll.convert.onnx;

import static dev.unroll.check.Check.that;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.unroll.check.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An ONNX model as its file has it: nothing is run, and graphs inside of nodes are not read.
 *
 * @param name of the file
 * @param opset version of ONNX's operations
 * @param nodes in the order of the file, in which each comes after those that it takes from
 * @param weights by name
 * @param inputs those that are not weights
 * @param outputs names of the outputs
 * @see <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">the format</a>
 */
record OnnxFile(
    String name,
    long opset,
    List<OnnxNode> nodes,
    Map<String, OnnxTensor> weights,
    List<OnnxInput> inputs,
    List<String> outputs) {

  private static final long MOST_BYTES = 256 << 20;
  private static final int MOST_NODES = 100_000;

  OnnxFile {
    nodes = List.copyOf(nodes);
    weights = Map.copyOf(weights);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /**
   * Reads a file.
   *
   * @throws InputException where it is damaged, too large or has values outside of its folder
   */
  static OnnxFile read(Path path) throws IOException {
    String name = path.getFileName().toString();
    long size = Files.size(path);
    that(
        size <= MOST_BYTES,
        "%s: expected a model of %d MiB at most, found %d",
        name,
        MOST_BYTES >> 20,
        size >> 20);
    Reading reading = new Reading(name, new ExternalData(folder(path), MOST_BYTES));
    try {
      ProtoReader.read(Files.readAllBytes(path), reading::model);
    } catch (InvalidProtocolBufferException e) {
      throw new InputException(
          name + ": not a whole ONNX model (" + e.getMessage() + "); copy or save it again", e);
    }
    that(
        reading.opset > 0 && !reading.nodes.isEmpty(),
        "%s: not a whole ONNX model: it has %d nodes and %s; copy or save it again",
        name,
        reading.nodes.size(),
        reading.opset > 0 ? "opset " + reading.opset : "does not name its opset");
    reading.inputs.removeIf(input -> reading.weights.containsKey(input.name()));
    return new OnnxFile(
        name, reading.opset, reading.nodes, reading.weights, reading.inputs, reading.outputs);
  }

  private static Path folder(Path path) {
    Path folder = path.toAbsolutePath().normalize().getParent();
    return folder == null ? path.toAbsolutePath() : folder;
  }

  /** What has been read so far. */
  private static final class Reading {

    private final String file;
    private final ExternalData others;
    private long opset;
    private final List<OnnxNode> nodes = new ArrayList<>();
    private final Map<String, OnnxTensor> weights = new LinkedHashMap<>();
    private final List<OnnxInput> inputs = new ArrayList<>();
    private final List<String> outputs = new ArrayList<>();

    private Reading(String file, ExternalData others) {
      this.file = file;
      this.others = others;
    }

    private boolean model(int number, ProtoReader reader) throws IOException {
      return switch (number) {
        case 7 -> reader.message(this::graph);
        case 8 -> opset(reader);
        default -> false;
      };
    }

    private boolean opset(ProtoReader reader) throws IOException {
      String[] domain = {""};
      long[] version = {0};
      reader.message(
          (number, in) -> {
            switch (number) {
              case 1 -> domain[0] = in.text();
              case 2 -> version[0] = in.number();
              default -> {
                return false;
              }
            }
            return true;
          });
      opset = domain[0].isEmpty() || domain[0].equals("ai.onnx") ? version[0] : opset;
      return true;
    }

    private boolean graph(int number, ProtoReader reader) throws IOException {
      switch (number) {
        case 1 -> {
          nodes.add(OnnxNode.read(file, reader, others));
          that(nodes.size() <= MOST_NODES, "%s: has more than %d nodes", file, MOST_NODES);
        }
        case 5 -> {
          OnnxTensor tensor = OnnxTensor.read(file, reader, others);
          that(
              weights.put(tensor.name(), tensor) == null,
              "%s: has two tensors '%s'",
              file,
              tensor.name());
        }
        case 11 -> inputs.add(OnnxInput.read(reader));
        case 12 -> outputs.add(OnnxInput.read(reader).name());
        default -> {
          return false;
        }
      }
      return true;
    }
  }
}
