package dev.unroll.internal.table;

import com.google.common.base.Splitter;
import dev.unroll.check.InputException;
import dev.unroll.internal.files.PackedFile;
import dev.unroll.internal.files.PackedText;
import dev.unroll.internal.table.ArffTokens.Word;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The rows of an ARFF file, which Weka writes (<a
 * href="https://waikato.github.io/weka-wiki/formats_and_processing/arff_stable/">format</a>): dense
 * or sparse. Missing values are {@link #MISSING}; dates are in ISO 8601, as of universal time; a
 * relation is one text, a line a row.
 */
public final class ArffReader implements Closeable {

  /** What stands for a missing value. */
  public static final String MISSING = "?";

  /** Comments above the first line may be long. */
  private static final int AHEAD = 1 << 18;

  private static final String RELATION = "@relation";

  private final Path file;
  private final BufferedReader text;
  private final List<ArffAttribute> attributes;
  private final List<Set<String>> nominal = new ArrayList<>();

  /** Of the attributes of dates whose pattern tells whole points in time, by their place. */
  private final Map<Integer, TimePattern> dates = new HashMap<>();

  private long number;

  /**
   * Takes a file and reads its header.
   *
   * @param raw bytes, which are closed with this
   * @param file how messages name it
   * @param encoding of the text; empty where the file is to tell
   * @param notes is told of an encoding that was guessed
   */
  public ArffReader(BufferedInputStream raw, Path file, String encoding, Consumer<String> notes)
      throws IOException {
    this.file = file;
    this.text = PackedText.of(raw, file, encoding, notes);
    this.attributes = ArffHeader.read(this);
    for (int i = 0; i < attributes.size(); i++) {
      nominal.add(new HashSet<>(attributes.get(i).values()));
      String pattern = attributes.get(i).pattern();
      if (!pattern.isEmpty()) {
        addDates(i, pattern);
      }
    }
  }

  /** A pattern that tells a part of a time only leaves its texts as they are. */
  private void addDates(int column, String pattern) {
    try {
      dates.put(column, new TimePattern(pattern));
    } catch (InputException e) {
      line().that(!pattern.isBlank(), "attribute %d: the pattern of its dates is empty", column);
    }
  }

  /** Whether a file is ARFF whose bytes, which are read again, are these. */
  public static boolean isArff(BufferedInputStream raw) throws IOException {
    String first = new String(PackedFile.first(raw, 512), StandardCharsets.ISO_8859_1);
    if (start(first).startsWith("%")) {
      first = new String(PackedFile.first(raw, AHEAD), StandardCharsets.ISO_8859_1);
    }
    String rest = start(first);
    while (rest.startsWith("%")) {
      int end = rest.indexOf('\n');
      rest = end < 0 ? "" : rest.substring(end).stripLeading();
    }
    return rest.regionMatches(true, 0, RELATION, 0, RELATION.length())
        && (rest.length() == RELATION.length() || rest.charAt(RELATION.length()) <= ' ');
  }

  private static String start(String text) {
    // The mark of UTF-8, byte by byte.
    return (text.startsWith("\u00ef\u00bb\u00bf") ? text.substring(3) : text).stripLeading();
  }

  /** The next line that is neither blank nor a comment; null at the end. */
  String nextLine() throws IOException {
    for (String line = text.readLine(); line != null; line = text.readLine()) {
      number++;
      String stripped = (number == 1 ? ByteOrderMark.without(line) : line).strip();
      if (!stripped.isEmpty() && stripped.charAt(0) != '%') {
        return stripped;
      }
    }
    return null;
  }

  /** The columns. */
  public List<ArffAttribute> attributes() {
    return attributes;
  }

  /** The values of the next row, one for each attribute; null at the end. */
  public List<String> next() throws IOException {
    String row = nextLine();
    if (row == null) {
      return null;
    }
    ArffTokens tokens = new ArffTokens(row, line());
    if (tokens.peek() == '{') {
      tokens.pass();
      return sparse(tokens);
    }
    List<Word> words = tokens.values((char) 0);
    line()
        .that(
            words.size() == attributes.size(),
            "expected %d values, one for each attribute, found %d",
            attributes.size(),
            words.size());
    List<String> values = new ArrayList<>(words.size());
    for (int i = 0; i < words.size(); i++) {
      values.add(value(i, words.get(i)));
    }
    return values;
  }

  /** A row that names the places of its values; others are 0, or the first of their words. */
  private List<String> sparse(ArffTokens tokens) {
    String[] values = new String[attributes.size()];
    while (tokens.peek() != '}') {
      String place = tokens.next().text();
      line()
          .that(
              place.matches("\\d{1,9}") && Integer.parseInt(place) < values.length,
              "expected the place of a value, 0 to %d, found '%s'",
              values.length - 1,
              place);
      int column = Integer.parseInt(place);
      line().that(values[column] == null, "place %d has two values", column);
      values[column] = value(column, tokens.next());
      line()
          .that(
              tokens.peek() == ',' || tokens.peek() == '}',
              "expected ',' or '}' after the value of place %d",
              column);
      if (tokens.peek() == ',') {
        tokens.pass();
      }
    }
    tokens.pass();
    line().that(tokens.peek() == 0, "something follows the '}' that ends the row");
    for (int i = 0; i < values.length; i++) {
      values[i] = values[i] == null ? leftOut(attributes.get(i)) : values[i];
    }
    return List.of(values);
  }

  private String leftOut(ArffAttribute attribute) {
    return switch (attribute.kind()) {
      case NUMERIC -> "0";
      case NOMINAL -> attribute.values().get(0);
      case DATE -> Instant.EPOCH.toString();
      default ->
          throw line()
              .failure(
                  "attribute '%s' has no value in this row, and what is left out is 0, which is no"
                      + " text",
                  attribute.name());
    };
  }

  private String value(int column, Word word) {
    if (word.isMissing()) {
      return MISSING;
    }
    ArffAttribute attribute = attributes.get(column);
    if (attribute.kind() == ArffAttribute.Kind.NOMINAL) {
      line()
          .that(
              nominal.get(column).contains(word.text()),
              "attribute '%s': '%s' is none of its values %s",
              attribute.name(),
              word.text(),
              TableRows.list(attribute.values()));
    }
    TimePattern pattern = dates.get(column);
    if (pattern == null) {
      return word.text();
    }
    try {
      return pattern.parse(word.text()).toString();
    } catch (DateTimeException e) {
      throw new InputException(
          line()
              .failure(
                  "attribute '%s': expected a date of the pattern %s, found '%s'",
                  attribute.name(), attribute.pattern(), word.text())
              .getMessage(),
          e);
    }
  }

  /** Where the line is that was read last. */
  public FileLine line() {
    return new FileLine(file, number);
  }

  /** The lines of a text in quotes that is a relation, split into values. */
  public List<List<String>> relation(String rows) {
    List<List<String>> values = new ArrayList<>();
    for (String row : Splitter.on('\n').split(rows)) {
      if (!row.isBlank()) {
        values.add(
            new ArffTokens(row, line())
                .values((char) 0).stream()
                    .map(word -> word.isMissing() ? MISSING : word.text())
                    .toList());
      }
    }
    return values;
  }

  @Override
  public void close() throws IOException {
    text.close();
  }
}
