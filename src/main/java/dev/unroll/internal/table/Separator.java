package dev.unroll.internal.table;

import dev.unroll.source.table.TableFormat;
import java.util.ArrayList;
import java.util.List;

/** Tells what separates the cells of a table by its first lines. */
final class Separator {

  private static final char[] CANDIDATES = {'\t', ';', '|', ','};
  private static final int LINES = 50;

  private Separator() {}

  /**
   * What separates cells: that which all lines have as often, else most lines, else that which the
   * first line has most of; commas that may all be decimal marks come last. Blanks where there is
   * none of those and all lines have as many words.
   *
   * @param lines of the table, its first before others
   */
  static char of(TableFormat format, List<String> lines) {
    if (format.separatorMark() != TableFormat.DETECT) {
      return format.separatorMark();
    }
    List<String> rows = rows(lines);
    if (rows.isEmpty()) {
      return ',';
    }
    char best = ',';
    long most = 0;
    for (char candidate : CANDIDATES) {
      boolean decimals = candidate == ',' && most > 0 && areDecimals(rows);
      long weight = decimals ? 0 : weight(rows, candidate);
      if (weight > most) {
        most = weight;
        best = candidate;
      }
    }
    boolean blanks = most == 0 || (best == ',' && areDecimals(rows));
    return blanks && areBlanks(rows) ? TableFormat.BLANKS : best;
  }

  /** What all rows have as often counts before what most have, and that before the first row's. */
  private static long weight(List<String> rows, char candidate) {
    int usual = count(rows.get(rows.size() - 1), candidate);
    long same = rows.stream().filter(row -> count(row, candidate) == usual).count();
    if (rows.size() > 1 && usual > 0 && same == rows.size()) {
      return (long) usual << 40;
    }
    return usual > 0 && 2 * same > rows.size() ? (long) usual << 20 : count(rows.get(0), candidate);
  }

  /** Lines, those within quotes joined. */
  private static List<String> rows(List<String> lines) {
    List<String> rows = new ArrayList<>();
    String open = "";
    for (String line : lines) {
      String row = open + line;
      if (row.chars().filter(c -> c == '"').count() % 2 == 1) {
        open = row + "\n";
      } else {
        rows.add(row);
        open = "";
      }
      if (rows.size() == LINES) {
        break;
      }
    }
    return rows.isEmpty() ? lines.stream().limit(1).toList() : rows;
  }

  /** How often a line has a separator outside of quotes. */
  static int count(String line, char separator) {
    if (separator == TableFormat.BLANKS) {
      return count(tabbed(line), '\t');
    }
    boolean quoted = false;
    boolean begins = true;
    int count = 0;
    for (int at = 0; at < line.length(); at++) {
      char c = line.charAt(at);
      // A quote elsewhere is no more than a character, such as inches.
      quoted = c == '"' ? !quoted && (begins || line.charAt(at - 1) == '"') : quoted;
      count += !quoted && c == separator ? 1 : 0;
      begins = !quoted && (c == separator || (begins && Character.isWhitespace(c)));
    }
    return count;
  }

  /** A row with a tab for each run of blanks between cells; blanks in quotes stay as they are. */
  static String tabbed(String row) {
    String stripped = row.strip();
    StringBuilder text = new StringBuilder(stripped.length());
    boolean quoted = false;
    boolean begins = true;
    for (int at = 0; at < stripped.length(); at++) {
      char c = stripped.charAt(at);
      if (!quoted && Character.isWhitespace(c)) {
        text.append(begins ? "" : "\t");
        begins = true;
        continue;
      }
      text.append(c);
      // The second of two quotes within a cell opens it again.
      quoted = c == '"' ? !quoted && (begins || stripped.charAt(at - 1) == '"') : quoted;
      begins = false;
    }
    return text.toString();
  }

  /** Whether every comma but those of the first line is between digits. */
  private static boolean areDecimals(List<String> rows) {
    return rows.size() > 1
        && rows.stream().skip(1).allMatch(row -> row.matches("[^,]*(,\\d[^,]*)*"));
  }

  /** Whether all rows have as many words; the first may lack one, which is for names of rows. */
  private static boolean areBlanks(List<String> rows) {
    if (rows.size() < 2) {
      return false;
    }
    int first = count(rows.get(0), TableFormat.BLANKS);
    int count = count(rows.get(1), TableFormat.BLANKS);
    return first > 0
        && (first == count || first == count - 1)
        && rows.stream().skip(1).allMatch(row -> count(row, TableFormat.BLANKS) == count);
  }
}
