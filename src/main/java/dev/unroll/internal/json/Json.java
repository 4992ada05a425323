package dev.unroll.internal.json;

import static dev.unroll.check.Check.failure;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.unroll.check.InputException;
import dev.unroll.data.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** JSON as Unroll writes it: indented, with a line end at its end. */
public final class Json {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addMixIn(Target.class, TargetByType.class)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_ABSENT, JsonInclude.Include.NON_ABSENT))
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /** What is predicted is told by the key {@code type}. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Target.OneClass.class, name = "class"),
    @JsonSubTypes.Type(value = Target.ClassPerStep.class, name = "class-per-step"),
    @JsonSubTypes.Type(value = Target.Numbers.class, name = "numbers"),
    @JsonSubTypes.Type(value = Target.NumbersPerStep.class, name = "numbers-per-step")
  })
  private interface TargetByType {}

  private Json() {}

  /** The text of a record, map or list. */
  public static String text(Object value) {
    try {
      return MAPPER.writeValueAsString(value) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A record's keys and values. */
  public static Map<String, Object> map(Record value) {
    return MAPPER.convertValue(value, new TypeReference<Map<String, Object>>() {});
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
