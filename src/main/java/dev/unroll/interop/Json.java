package dev.unroll.interop;

import static dev.unroll.check.Check.failure;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.unroll.check.InputException;
import java.io.IOException;
import java.nio.file.Path;

/** JSON as Unroll writes it: indented, with a line end at its end. */
public final class Json {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private Json() {}

  /** The text of a record, map or list. */
  public static String text(Object value) {
    try {
      return MAPPER.writeValueAsString(value) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The record that a file holds.
   *
   * @throws InputException where it holds something else
   */
  public static <T> T read(Path file, Class<T> type) throws IOException {
    try {
      T value = MAPPER.readValue(file.toFile(), type);
      if (value == null) {
        throw failure("%s: expected JSON of a %s, found nothing", file, type.getSimpleName());
      }
      return value;
    } catch (JacksonException e) {
      throw new InputException(
          file + ": not JSON of a " + type.getSimpleName() + ": " + e.getOriginalMessage(), e);
    }
  }
}
