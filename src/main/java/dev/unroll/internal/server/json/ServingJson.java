package dev.unroll.internal.server.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.unroll.internal.server.request.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * JSON as servers of models speak it: with NaN and Infinity as they are, and strict in all else.
 */
public final class ServingJson {

  /** Brackets in brackets; a tensor has 32 sizes at most. */
  private static final int DEEPEST = 64;

  private static final byte[] INFINITY = "Infinity".getBytes(StandardCharsets.US_ASCII);

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNumberLength(1000)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
          .build();

  private ServingJson() {}

  /** Makes what writes. */
  public static JsonFactory factory() {
    return FACTORY;
  }

  /** Reads something from a text. */
  @FunctionalInterface
  public interface Reader<T> {

    /**
     * Reads it.
     *
     * @param parser before the first token
     */
    T read(JsonParser parser) throws IOException;
  }

  /**
   * Reads a text.
   *
   * @throws Refusal where it is no JSON
   */
  public static <T> T read(byte[] text, int length, Reader<T> reader) {
    try {
      return parsed(text, length, reader);
    } catch (IOException e) {
      byte[] spelled = spelledOut(text, length);
      if (spelled.length > length) {
        try {
          return parsed(spelled, spelled.length, reader);
        } catch (IOException another) {
          throw refusal(another);
        }
      }
      throw refusal(e);
    }
  }

  private static <T> T parsed(byte[] text, int length, Reader<T> reader) throws IOException {
    try (JsonParser parser = FACTORY.createParser(text, 0, length)) {
      return reader.read(parser);
    }
  }

  private static Refusal refusal(IOException e) {
    return Refusal.invalid("JSON Parse error: %s", describe(e));
  }

  /** The text with {@code Infinity} for each {@code Inf} that is no part of a string. */
  private static byte[] spelledOut(byte[] text, int length) {
    ByteArrayOutputStream spelled = new ByteArrayOutputStream(length);
    boolean inString = false;
    for (int i = 0; i < length; i++) {
      byte at = text[i];
      if (inString && at == '\\' && i + 1 < length) {
        spelled.write(at);
        i++;
      } else if (at == '"') {
        inString = !inString;
      } else if (!inString && isInf(text, i, length)) {
        spelled.writeBytes(INFINITY);
        i += 2;
        continue;
      }
      spelled.write(text[i]);
    }
    return spelled.toByteArray();
  }

  private static boolean isInf(byte[] text, int at, int length) {
    return at + 2 < length
        && text[at] == 'I'
        && text[at + 1] == 'n'
        && text[at + 2] == 'f'
        && (at + 3 == length || text[at + 3] != 'i');
  }

  /** What is wrong with a text that is no JSON, with its line and column. */
  static String describe(IOException e) {
    return e instanceof JsonProcessingException json && json.getLocation() != null
        ? json.getOriginalMessage().lines().findFirst().orElse("")
            + " at line "
            + json.getLocation().getLineNr()
            + ", column "
            + json.getLocation().getColumnNr()
        : String.valueOf(e.getMessage());
  }

  /** The value that {@code parser} is at, cut to 256 characters, as a message quotes it. */
  static String quoted(JsonParser parser) throws IOException {
    String text =
        switch (parser.currentToken()) {
          case START_ARRAY -> "a list";
          case START_OBJECT -> "an object";
          case VALUE_STRING -> '"' + parser.getText() + '"';
          default -> parser.getText();
        };
    return text.length() <= 256 ? text : text.substring(0, 256) + "...";
  }
}
