package dev.unroll.server.v1;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;

/** What is wrong with a text that is no JSON. */
final class JsonErrors {

  private JsonErrors() {}

  /** The problem with its line and column. */
  static String describe(IOException e) {
    return e instanceof JsonProcessingException json && json.getLocation() != null
        ? json.getOriginalMessage().lines().findFirst().orElse("")
            + " at line "
            + json.getLocation().getLineNr()
            + ", column "
            + json.getLocation().getColumnNr()
        : String.valueOf(e.getMessage());
  }
}
