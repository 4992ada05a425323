package dev.unroll.internal.server.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;

/**
 * JSON as servers of models speak it: with NaN and Infinity as they are, and strict in all else.
 */
public final class ServingJson {

  /** Brackets in brackets; a tensor has 32 sizes at most. */
  private static final int DEEPEST = 64;

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

  /** Makes what reads and writes. */
  public static JsonFactory factory() {
    return FACTORY;
  }

  /** What is wrong with a text that is no JSON, with its line and column. */
  public static String describe(IOException e) {
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
