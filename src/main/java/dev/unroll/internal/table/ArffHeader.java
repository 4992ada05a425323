package dev.unroll.internal.table;

import dev.unroll.internal.table.ArffAttribute.Kind;
import dev.unroll.internal.table.ArffTokens.Word;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/** What an ARFF file says of its columns, before the line {@code @data}. */
final class ArffHeader {

  private static final String DEFAULT_PATTERN = "yyyy-MM-dd'T'HH:mm:ss";

  private ArffHeader() {}

  /** Reads up to and with the line {@code @data}. */
  static List<ArffAttribute> read(ArffReader lines) throws IOException {
    List<ArffAttribute> attributes = read(lines, "@data");
    lines.line().that(!attributes.isEmpty(), "there is no line @attribute before @data");
    return attributes;
  }

  /** Reads attributes up to and with a line that begins with {@code end}. */
  private static List<ArffAttribute> read(ArffReader lines, String end) throws IOException {
    List<ArffAttribute> attributes = new ArrayList<>();
    while (true) {
      String text = lines.nextLine();
      FileLine line = lines.line();
      line.that(text != null, "the file ends without a line %s; is it cut short?", end);
      ArffTokens tokens = new ArffTokens(text, line);
      String word = tokens.next().text().toLowerCase(Locale.ROOT);
      if (word.equals(end)) {
        return attributes;
      }
      switch (word) {
        case "@attribute" -> attributes.add(attribute(tokens, lines));
        case "@relation" -> {}
        default ->
            throw line.failure(
                "expected @attribute or %s, found '%s'",
                end, text.length() <= 40 ? text : text.substring(0, 40) + "...");
      }
    }
  }

  private static ArffAttribute attribute(ArffTokens tokens, ArffReader lines) throws IOException {
    FileLine line = lines.line();
    String name = tokens.next().text().strip();
    if (tokens.peek() == '{') {
      tokens.pass();
      List<String> values = tokens.values('}').stream().map(Word::text).toList();
      line.that(
          new HashSet<>(values).size() == values.size(),
          "attribute '%s' has a value twice: %s",
          name,
          TableRows.list(values));
      return new ArffAttribute(name, Kind.NOMINAL, values, "", List.of());
    }
    String type = tokens.next().text();
    return switch (type.toLowerCase(Locale.ROOT)) {
      case "numeric", "real", "integer" -> new ArffAttribute(name, Kind.NUMERIC);
      case "string" -> new ArffAttribute(name, Kind.STRING);
      case "date" ->
          new ArffAttribute(
              name,
              Kind.DATE,
              List.of(),
              tokens.peek() == 0 ? DEFAULT_PATTERN : tokens.next().text(),
              List.of());
      case "relational" ->
          new ArffAttribute(name, Kind.RELATIONAL, List.of(), "", read(lines, "@end"));
      default ->
          throw line.failure(
              "attribute '%s': expected numeric, real, integer, string, date, relational or the"
                  + " values in braces, found '%s'",
              name, type);
    };
  }
}
