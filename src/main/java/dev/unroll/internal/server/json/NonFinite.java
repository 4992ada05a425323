package dev.unroll.internal.server.json;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.unroll.internal.server.request.Refusal;
import dev.unroll.internal.server.request.Status;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How numbers are written that JSON has no numbers for: NaN and the infinities. */
public enum NonFinite {
  /** As {@code NaN}, {@code Infinity} and {@code -Infinity}, which many readers of JSON take. */
  TOKEN,
  /** As {@code null}. */
  NULL,
  /** As the strings {@code "NaN"}, {@code "Infinity"} and {@code "-Infinity"}. */
  STRING,
  /** Not at all: the request is refused. */
  ERROR;

  /** The parameter of a path that says it. */
  public static final String PARAMETER = "non_finite";

  /**
   * By its name; {@link #TOKEN} where there is none.
   *
   * @throws Refusal for another name
   */
  public static NonFinite of(String name) {
    if (name == null) {
      return TOKEN;
    }
    return Arrays.stream(values())
        .filter(one -> one.text().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                Refusal.invalid(
                    "%s: expected one of %s, found '%s'",
                    PARAMETER,
                    Arrays.stream(values()).map(NonFinite::text).collect(Collectors.joining(", ")),
                    name));
  }

  private String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Writes such a number.
   *
   * @throws Refusal where it is not to be written
   */
  void write(JsonGenerator json, double value) throws IOException {
    switch (this) {
      case TOKEN -> json.writeNumber(value);
      case NULL -> json.writeNull();
      case STRING -> json.writeString(Double.toString(value));
      case ERROR ->
          throw Refusal.of(
              Status.OUT_OF_RANGE,
              "an output is %s, which JSON has no number for; ask with %s=null or string",
              value,
              PARAMETER);
    }
  }

  /** Writes a number, whichever it is. */
  public void number(JsonGenerator json, float value) throws IOException {
    if (Float.isFinite(value)) {
      json.writeNumber(value);
    } else {
      write(json, value);
    }
  }
}
