package dev.unroll.convert;

import static dev.unroll.check.Check.failure;

import dev.unroll.data.Normalizer;
import dev.unroll.graph.Weights;
import dev.unroll.model.ModelSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A file of another library, opened: its weights and what it says of their model. */
public interface WeightSource {

  /**
   * Opens a file by its name and first bytes; its structure is read and checked.
   *
   * @param path a TensorFlow 1 checkpoint (prefix or folder) or SavedModel, {@code .keras}, {@code
   *     .h5}, {@code .safetensors} or {@code .onnx}
   * @throws dev.unroll.check.InputException where it is none of these, or damaged
   */
  static WeightSource open(Path path) throws IOException {
    String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
    if (Files.isRegularFile(path)) {
      Pickle.refuse(path);
      if (name.endsWith(".safetensors")) {
        return TorchSource.open(path);
      }
      if (name.endsWith(".onnx")) {
        return OnnxSource.open(path);
      }
      if (name.endsWith(".keras") || name.endsWith(".h5") || name.endsWith(".hdf5")) {
        return KerasSource.open(path);
      }
    }
    return TensorFlow1Source.find(path)
        .orElseThrow(
            () ->
                failure(
                    "%s: %s; expected a TensorFlow 1 checkpoint (its prefix, such as"
                        + " model.ckpt-500, or its folder), a SavedModel folder, .keras, .h5,"
                        + " .safetensors or .onnx",
                    path, Files.exists(path) ? "not a file that can be imported" : "no such file"));
  }

  /** What kind of file it is, such as {@code Keras}. */
  String format();

  /** The layers found, one a line. */
  List<String> layers();

  /**
   * The model, without a recipe.
   *
   * @param perStep whether the data have a class a step, where the file does not tell
   * @throws dev.unroll.check.InputException where the file does not tell it
   */
  Network network(boolean perStep);

  /** What {@link #network} took for granted, one a line. */
  List<String> assumptions();

  /**
   * The variables of {@code spec}, by our names, and those of its optimizer that the file has.
   *
   * @throws dev.unroll.check.InputException where one is missing, left over or of another shape
   */
  Weights weights(ModelSpec spec) throws IOException;

  /** What the file normalises inputs by, where it does. */
  default Optional<Normalizer> normalizer() {
    return Optional.empty();
  }

  /** Optimizer steps done; 0 where the file does not say. */
  default long step() throws IOException {
    return 0;
  }
}
