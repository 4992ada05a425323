package dev.unroll.convert;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.convert.arrays.TorchFile;
import dev.unroll.convert.keras.KerasSource;
import dev.unroll.convert.network.WeightSource;
import dev.unroll.convert.onnx.OnnxSource;
import dev.unroll.convert.tensorflow1.TensorFlow1Source;
import dev.unroll.convert.torch.TorchSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Opens files of weights, whoever made them. */
public final class WeightFile {

  private WeightFile() {}

  /**
   * Opens a file by its name and first bytes; its structure is read and checked.
   *
   * @param path a TensorFlow 1 checkpoint (prefix or folder) or SavedModel, {@code .keras}, {@code
   *     .h5}, {@code .safetensors}, a file of {@code torch.save} or {@code .onnx}
   * @throws dev.unroll.check.InputException where it is none of these, or damaged
   */
  public static WeightSource open(Path path) throws IOException {
    String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
    if (Files.isRegularFile(path)) {
      if (name.endsWith(".safetensors") || TorchFile.is(path)) {
        return TorchSource.open(path);
      }
      that(
          !name.endsWith(".pt") && !name.endsWith(".pth"),
          "%s: not a file that torch.save has written, or it is cut; copy it again",
          path);
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
                        + " .safetensors, a state_dict (.pt, .pth) or .onnx",
                    path, Files.exists(path) ? "not a file that can be imported" : "no such file"));
  }
}
