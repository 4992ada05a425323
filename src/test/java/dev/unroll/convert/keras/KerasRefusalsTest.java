package dev.unroll.convert.keras;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.io.Resources;
import dev.unroll.check.InputException;
import dev.unroll.convert.WeightFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keras models that compute something else than their layers' names say. */
class KerasRefusalsTest {

  private static final String WEIGHTS = "model.weights.h5";

  @TempDir Path temp;

  /** A golden {@code .keras} with one of its entries changed; each byte is a character. */
  private Path changed(String golden, String changed, UnaryOperator<String> change)
      throws Exception {
    Path file = temp.resolve(golden);
    Path from = Path.of(Resources.getResource("dev/unroll/convert/" + golden).toURI());
    try (ZipFile zip = new ZipFile(from.toFile());
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        byte[] content = zip.getInputStream(entry).readAllBytes();
        if (entry.getName().equals(changed)) {
          String text = new String(content, StandardCharsets.ISO_8859_1);
          content = change.apply(text).getBytes(StandardCharsets.ISO_8859_1);
        }
        out.putNextEntry(new ZipEntry(entry.getName()));
        out.write(content);
      }
    }
    return file;
  }

  private static UnaryOperator<String> replacing(String from, String to) {
    return text -> {
      assertTrue(text.contains(from), "the file has " + from);
      return text.replace(from, to);
    };
  }

  private static String refusal(Path file) {
    return assertThrows(InputException.class, () -> WeightFile.open(file)).getMessage();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // How layers are called.
        "functional | \"training\": false | \"training\": true"
            + " | is called with the argument training = true",
        "functional | \"kwargs\": {} | \"kwargs\": {\"training\": true}"
            + " | layer 'dense_17' is called with the argument training = true",
        "functional | \"mask\": null | \"mask\": {\"class_name\": \"__keras_tensor__\"}"
            + " | is called with the argument mask = a tensor",
        "functional | ], \"kwargs\": {} | , true], \"kwargs\": {}"
            + " | is called with the argument number 2 = true",
        "functional | \"kwargs\": {} | \"kwargs\": [true]"
            + " | expected the arguments of its call by their names, found ARRAY",
        // Whose layers they are.
        "lstm | \"registered_name\": null | \"registered_name\": \"my>Dense\""
            + " | (registered as 'my>Dense'), not Keras'",
        "lstm | \"keras.layers\", \"class_name\": \"LSTM\" | \"__main__\", \"class_name\": \"LSTM\""
            + " | layer 1 'lstm' (LSTM): 'LSTM' is from '__main__', not from Keras",
        "lstm | \"keras.layers\", \"class_name\": \"LSTM\" | \"keras_of_mine\", \"class_name\": \"LSTM\""
            + " | 'LSTM' is from 'keras_of_mine', not from Keras",
        "functional | \"registered_name\": \"Functional\" | \"registered_name\": \"my>Functional\""
            + " | 'Functional' is a class of its own (registered as 'my>Functional')",
        "functional | \"module\": \"keras.src.models.functional\" | \"module\": null"
            + " | 'Functional' is a class of its own (registered as 'Functional')",
        "lstm | \"activation\": \"tanh\" | \"activation\": {\"module\": \"builtins\","
            + " \"class_name\": \"function\", \"config\": \"tanh\","
            + " \"registered_name\": \"function\"}"
            + " | layer 1 'lstm' (LSTM): activation: 'tanh' is from 'builtins', not from Keras",
        // What they compute with.
        "lstm | {\"name\": \"float32\"} | {\"name\": \"mixed_float16\"}"
            + " | computes in mixed_float16; ours computes in float32",
        "lstm | {\"name\": \"float32\"} | {\"policies\": {}} | ours computes in float32",
        "lstm | \"dtype\": \"float32\" | \"dtype\": \"int32\""
            + " | (InputLayer): computes in int32; ours computes in float32",
        "functional | \"axis\": -1 | \"axis\": 0 | (Softmax): axis 0: expected the last one",
        "lstm | \"unroll\": false | \"time_major\": true | time_major is set",
        "lstm | \"dropout\": 0.0 | \"dropout\": \"much\" | expected a number, found \"much\"",
        "conv | \"groups\": 1 | \"groups\": 2 | groups have no counterpart",
        "conv | \"channels_last\" | \"channels_first\" | channels must be last",
        "bilstm | \"go_backwards\": true | \"go_backwards\": false"
            + " | its backward_layer must have go_backwards",
        "bilstm | \"merge_mode\": \"concat\" | \"merge_mode\": \"dot\" | merge_mode 'dot'",
      })
  void whatComputesSomethingElseIsRefused(String name, String from, String to, String message)
      throws Exception {
    Path file = changed("keras-" + name + ".keras", "config.json", replacing(from, to));
    String found = refusal(file);
    assertTrue(found.contains(message), found);
  }

  /** Keras writes a subclass that is not registered without its module. */
  @Test
  void aSubclassWithTheNameOfItsParentIsRefused() throws Exception {
    Path file =
        changed(
            "keras-lstm.keras",
            "config.json",
            text -> {
              String ours = "\"module\": \"keras.layers\", \"class_name\": \"LSTM\"";
              int place = text.indexOf(ours);
              int after = text.indexOf("\"build_config\"", place);
              String rest = text.substring(0, after);
              int registered = rest.lastIndexOf("\"registered_name\": null");
              return rest.substring(0, registered)
                      .replace(ours, ours.replace("\"keras.layers\"", "null"))
                  + "\"registered_name\": \"LSTM\", "
                  + text.substring(after);
            });
    String found = refusal(file);
    assertTrue(
        found.contains(
            "layer 1 'lstm' (LSTM): 'LSTM' is a class of its own (registered as 'LSTM')"),
        found);
  }

  @Test
  void settingsThatChangeNothingAreAccepted() throws Exception {
    for (List<String> change :
        List.of(
            List.of("\"unroll\": false", "\"unroll\": true, \"implementation\": 1"),
            List.of("\"activity_regularizer\": null", "\"activity_regularizer\": {}"),
            List.of("\"recurrent_dropout\": 0.0", "\"recurrent_dropout\": 0.25"))) {
      Path file =
          changed("keras-lstm.keras", "config.json", replacing(change.get(0), change.get(1)));
      assertEquals("Keras", WeightFile.open(file).format());
    }
  }

  @Test
  void theCallsOfKeras2MayHaveNoArguments() throws IOException {
    var json = new com.fasterxml.jackson.databind.ObjectMapper();
    KerasCall.require(
        "a", json.readTree("[[[\"lstm\", 0, 0, {\"training\": false, \"mask\": null}]]]"));
    KerasCall.require("a", json.readTree("[[\"lstm\", 0, 0]]"));
    for (String call :
        List.of(
            "[[[\"lstm\", 0, 0, {\"training\": true}]]]",
            "[[\"lstm\", 0, 0, {\"training\": true}]]")) {
      InputException e =
          assertThrows(
              InputException.class, () -> KerasCall.require("layer 'b'", json.readTree(call)));
      assertTrue(
          e.getMessage().startsWith("layer 'b' is called with the argument training = true"),
          e.getMessage());
    }
  }

  /** A bias whose numbers are whole ones: to be refused, not taken for zeros. */
  @Test
  void weightsOfAnotherTypeAreRefusedByName() throws Exception {
    // The HDF5 message of 32-bit floats, and that of 32-bit integers in the same bytes.
    String floats = "\21 \37\0\4\0\0\0";
    String whole = "\20\10\0\0\4\0\0\0";
    String found = refusal(changed("keras-lstm.keras", WEIGHTS, replacing(floats, whole)));
    assertTrue(found.contains("/vars/0' is of type int; expected numbers of 32 bits"), found);
    assertTrue(found.contains("save the model as float32"), found);
    try (Hdf5File alone = weightsAlone(floats, whole)) {
      InputException e =
          assertThrows(InputException.class, () -> KerasWeightsSource.read("alone", alone));
      assertTrue(e.getMessage().contains("is of type int"), e.getMessage());
    }
  }

  private static Hdf5File weightsAlone(String from, String to) throws IOException {
    byte[] content =
        Resources.toByteArray(
            Resources.getResource("dev/unroll/convert/" + "keras-alone.weights.h5"));
    String text = replacing(from, to).apply(new String(content, StandardCharsets.ISO_8859_1));
    return Hdf5File.of("alone", text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
