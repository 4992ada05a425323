package dev.unroll.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unroll.data.DataSource;
import dev.unroll.settings.RecordReader;
import dev.unroll.settings.Yaml;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * An input that Python wrote, with what pandas, NumPy and others read of it; {@code python/goldens}
 * makes them.
 *
 * @param name of its family, and its number there
 * @param json all of it
 */
record Golden(String name, JsonNode json) {

  /** Fewer are no family. */
  private static final int LEAST = 200;

  /** The inputs of a family, 200 or more. */
  static List<Golden> family(String family) {
    List<Golden> inputs = new ArrayList<>();
    try (InputStream raw = Golden.class.getResourceAsStream(family + ".json.gz");
        InputStream json = new GZIPInputStream(raw)) {
      for (JsonNode each : new ObjectMapper().readTree(json).get("inputs")) {
        inputs.add(new Golden(family + " " + inputs.size(), each));
      }
    } catch (IOException e) {
      throw new AssertionError(family, e);
    }
    if (inputs.size() < LEAST) {
      throw new AssertionError(family + " has " + inputs.size() + " inputs");
    }
    return inputs;
  }

  /** Writes its files into a folder. */
  void write(Path folder) throws IOException {
    for (Map.Entry<String, JsonNode> file : json.get("files").properties()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue().textValue().getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  /** What reads it, with its settings. */
  DataSource reader() {
    return new RecordReader(name)
        .read(Yaml.tree(json.get("settings").toString(), name), DataSource.class);
  }

  /** Where its data are. */
  String path(Path folder) {
    return folder.resolve(json.path("path").asText("a.csv")).toString();
  }

  /** Texts of a list. */
  static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  @Override
  public String toString() {
    return name + json.path("about").asText(" ");
  }
}
