package dev.unroll.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.Choice;
import dev.unroll.check.InputException;
import dev.unroll.graph.CheckpointFile;
import dev.unroll.graph.Weights;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OtherFormatTest {

  @TempDir Path temp;

  @ParameterizedTest
  @CsvSource({
    "model.h5, 894844460d0a1a0a00, HDF5",
    "weights.bin, 894844460d0a1a0a00, HDF5",
    "model.tflite, 1c00000054464c3314002000, TFLITE",
    "model.onnx, 080a1207, ONNX",
    "exported.bin, 0808121a7079746f726368, ONNX",
    "weights.safetensors, 5000000000000000 7b22 61, SAFETENSORS",
    "model.pt, 80024d, PICKLE",
    "scaler.pkl, 80049500, PICKLE",
    "x.npy, 934e554d505901007600, NUMPY",
    "model.tar.gz, 1f8b0800, ARCHIVE",
    "model.7z, 377abcaf271c, ARCHIVE",
    "model.mlmodel, 0804120a, CORE_ML",
    "model.json, 7b226d6f64656c546f706f6c6f677922, TENSORFLOW_JS",
    "model.json, 7b22636c6173735f6e616d65223a2022, KERAS_JSON",
    "frozen.pb, 0801120a, NAMELESS_SAVED_MODEL",
    "model.ckpt-5.data-00000-of-00001, 00000000, CHECKPOINT",
    "saved_model.pb, 0801120a, ''",
    "graph.pb, 0a0a0a0178, ''",
    "graph.pbtxt, 6e6f6465207b7d, ''"
  })
  void tellsFilesByTheirFirstBytes(String name, String hex, String format) throws IOException {
    byte[] head = HexFormat.of().parseHex(hex.replace(" ", ""));
    Path file = Files.write(temp.resolve(name), head);
    Optional<OtherFormat> found = OtherFormat.of(file);
    assertEquals(format, found.map(Enum::name).orElse(""));
    if (found.isPresent()) {
      InputException e = found.get().refusal(file);
      assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
      assertEquals(found.get().isImported(), e.choices().contains(Choice.IMPORT));
      if (found.get() != OtherFormat.CHECKPOINT) {
        assertEquals(
            e.getMessage(),
            assertThrows(InputException.class, () -> Inspection.of(file)).getMessage());
      }
    }
  }

  private Path zip(String name, String... entries) throws IOException {
    Path file = temp.resolve(name);
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      for (String entry : entries) {
        out.putNextEntry(new ZipEntry(entry));
        out.write(entry.getBytes(StandardCharsets.UTF_8));
        out.closeEntry();
      }
    }
    return file;
  }

  @Test
  void tellsZipsByWhatIsInThem() throws IOException {
    Path keras = zip("a.keras", "metadata.json", "config.json", "model.weights.h5");
    assertEquals(Optional.of(OtherFormat.KERAS), OtherFormat.of(keras));
    Path torch = zip("a.pt", "archive/data.pkl", "archive/data/0");
    assertEquals(Optional.of(OtherFormat.PICKLE), OtherFormat.of(torch));
    assertEquals(Optional.of(OtherFormat.NUMPY), OtherFormat.of(zip("a.npz", "x.npy", "y.npy")));
    Path model = zip("a.zip", "model/saved_model.pb");
    assertEquals(Optional.empty(), OtherFormat.of(model));
  }

  @Test
  void tellsWhatAFolderHolds() throws IOException {
    assertEquals(Optional.empty(), OtherFormat.inFolder(temp));
    Files.write(temp.resolve("model.h5"), HexFormat.of().parseHex("894844460d0a1a0a"));
    String message = OtherFormat.inFolder(temp).orElseThrow().getMessage();
    assertTrue(message.contains("model.h5: a model or weights of Keras in HDF5"), message);
    Weights weights = new Weights.Builder().put("w", new long[] {2}, new float[2]).build();
    CheckpointFile.write(temp.resolve("model.ckpt-7"), weights, Map.of());
    message = OtherFormat.inFolder(temp).orElseThrow().getMessage();
    assertTrue(message.startsWith(temp + ": a checkpoint, which has variables but no graph"));
    for (Path path :
        new Path[] {
          temp, temp.resolve("model.ckpt-7"), temp.resolve("model.ckpt-7.data-00000-of-00001")
        }) {
      assertEquals("w", Inspection.of(path).variables().get(0).name());
    }
    CheckpointFile.write(temp.resolve("model.ckpt-9"), weights, Map.of());
    Files.writeString(temp.resolve("checkpoint"), "model_checkpoint_path: \"/old/model.ckpt-7\"\n");
    assertEquals(
        Optional.of(temp.resolve("model.ckpt-7")), CheckpointFolder.latest(temp), "as it is named");
  }
}
