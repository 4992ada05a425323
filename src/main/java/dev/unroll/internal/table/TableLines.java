package dev.unroll.internal.table;

import dev.unroll.internal.files.PackedText;
import dev.unroll.source.table.TableFormat;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The lines of a table that are neither blank, nor comments, nor above it; some are seen ahead. */
public final class TableLines implements Closeable {

  /** Lines that are looked at before the first is given. */
  private static final int AHEAD = 100;

  /** Characters that they may have together, and one line more. */
  private static final int AHEAD_CHARACTERS = 1 << 20;

  private static final List<String> MARKS = List.of("#", "%", "//");

  /** What tells Excel the separator, above the header. */
  private static final Pattern SAID = Pattern.compile("\"?sep=(.)\"?", Pattern.CASE_INSENSITIVE);

  private final Path file;
  private final TableFormat format;
  private final BufferedReader text;
  private final List<String> ahead = new ArrayList<>();
  private final char separator;
  private int at;
  private long lines;

  /**
   * Takes a file that is open.
   *
   * @param raw bytes, which are closed with this
   * @param file how messages name it
   * @param notes is told what was guessed
   */
  TableLines(InputStream raw, Path file, TableFormat format, Consumer<String> notes)
      throws IOException {
    this.file = file;
    this.format = format;
    this.text = PackedText.of(raw, file, format.encoding(), notes);
    try {
      lookAhead();
      Optional<Character> said = passSaid();
      char told = passComments();
      separator = format.separatorMark() == TableFormat.DETECT ? said.orElse(told) : told;
    } catch (IOException | RuntimeException e) {
      text.close();
      throw e;
    }
  }

  private void lookAhead() throws IOException {
    for (int skipped = 0; skipped < format.skipLines(); skipped++) {
      text.readLine();
      lines++;
    }
    int characters = 0;
    while (ahead.size() < AHEAD && characters < AHEAD_CHARACTERS) {
      String line = text.readLine();
      if (line == null) {
        return;
      }
      boolean first = lines == 0 && ahead.isEmpty();
      ahead.add(first ? ByteOrderMark.without(line) : line);
      characters += line.length();
    }
  }

  /** Passes over a first line that says the separator. */
  private Optional<Character> passSaid() {
    Matcher said = SAID.matcher(ahead.isEmpty() ? "" : ahead.get(0).stripTrailing());
    if (!said.matches()) {
      return Optional.empty();
    }
    at++;
    lines++;
    return Optional.of(said.group(1).charAt(0));
  }

  /** Passes over comments above the header, and tells the separator of what follows. */
  private char passComments() {
    int begin = at;
    if (format.comment().isEmpty()) {
      int last = -1;
      while (begin < ahead.size() && (ahead.get(begin).isBlank() || isMarked(ahead.get(begin)))) {
        last = ahead.get(begin).isBlank() ? last : begin;
        begin++;
      }
      if (last >= 0 && isHeader(last, begin)) {
        begin = last;
        ahead.set(last, unmarked(ahead.get(last)));
      }
      lines += begin - at;
      at = begin;
    }
    return Separator.of(format, shown(begin));
  }

  private List<String> shown(int from) {
    return ahead.subList(from, ahead.size()).stream().filter(line -> !isPassedOver(line)).toList();
  }

  private static boolean isMarked(String line) {
    String stripped = line.stripLeading();
    return MARKS.stream().anyMatch(stripped::startsWith);
  }

  /** Whether the last marked line names the columns: it has as many cells as the line after it. */
  private boolean isHeader(int last, int next) {
    if (next == ahead.size()) {
      return last == 0;
    }
    char mark = Separator.of(format, shown(next));
    int cells = Separator.count(ahead.get(next), mark);
    return Separator.count(unmarked(ahead.get(last)), mark) == cells
        && (cells > 0 || FileLine.isNumber(ahead.get(next).strip()));
  }

  /** A line without the mark and the blank that make it a comment. */
  private static String unmarked(String line) {
    String stripped = line.stripLeading();
    for (String mark : MARKS) {
      if (stripped.startsWith(mark + " ")) {
        return stripped.substring(mark.length() + 1);
      }
    }
    return line;
  }

  private boolean isPassedOver(String line) {
    return line.isBlank()
        || (!format.comment().isEmpty() && line.stripLeading().startsWith(format.comment()));
  }

  /** What separates the cells. */
  public char separator() {
    return separator;
  }

  /** The next line of the table; null at the end. */
  public String next() throws IOException {
    for (String line = raw(); line != null; line = raw()) {
      if (!isPassedOver(line)) {
        return line;
      }
    }
    return null;
  }

  /** The next line, whatever it is; null at the end. */
  public String raw() throws IOException {
    lines++;
    if (at < ahead.size()) {
      return ahead.get(at++);
    }
    return text.readLine();
  }

  /** Where the line is that was given last. */
  public FileLine line() {
    return new FileLine(file, lines);
  }

  @Override
  public void close() throws IOException {
    text.close();
  }
}
