package dev.unroll.settings;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.unroll.check.InputException;

/** YAML as recipes have it: texts to trees and back. */
public final class Yaml {

  private static final YAMLMapper MAPPER =
      YAMLMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
          .build();

  private Yaml() {}

  /**
   * The tree of a text.
   *
   * @param source how messages name it
   * @throws InputException where it is not YAML: {@code source:line} and what is wrong
   */
  public static JsonNode tree(String text, String source) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      throw new InputException(
          source
              + (at == null ? "" : ":" + at.getLineNr())
              + ": not valid YAML: "
              + e.getOriginalMessage().lines().findFirst().orElse(""),
          e);
    }
  }

  /** The text of a record, every setting spelled out. */
  public static String text(Record record) {
    return text(RecordWriter.write(record));
  }

  /** The text of a tree. */
  public static String text(JsonNode tree) {
    try {
      return MAPPER.writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The record that a text describes.
   *
   * @param source how messages name it
   * @throws InputException where a setting is missing, unknown or wrong
   */
  public static <T extends Record> T read(String text, String source, Class<T> type) {
    return new RecordReader(source).read(tree(text, source), type);
  }
}
