package dev.unroll.source.ts;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import dev.unroll.data.Target;
import dev.unroll.internal.table.FileLine;
import dev.unroll.internal.table.Missing;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Cases of one dimension as the UCR archive's tables have them: a row each, the label first, then
 * the values, separated by tabs, commas or blanks.
 *
 * <p>Missing values at the end of a row are none of the case, which is shorter than others.
 */
final class LabelFirst implements CaseLines {

  private static final Splitter BLANKS = Splitter.on(CharMatcher.whitespace()).omitEmptyStrings();

  private final Path file;
  private final TsLines rows;
  private int cells;
  private int shorter;

  /**
   * @param rows of the file
   */
  LabelFirst(Path file, TsLines rows) {
    this.file = file;
    this.rows = rows;
  }

  /**
   * What the labels of a training file tell: the classes by name, by size where all are numbers.
   */
  @Override
  public TsHeader header(boolean alone) throws IOException {
    if (!alone) {
      return header(Optional.empty());
    }
    TreeSet<String> names = new TreeSet<>(Comparator.naturalOrder());
    try (TsLines lines = new TsLines(file)) {
      for (String text = lines.next(); text != null; text = lines.next()) {
        names.add(label(split(text).get(0)));
      }
    }
    List<String> sorted = List.copyOf(names);
    if (sorted.stream().allMatch(FileLine::isNumber)) {
      sorted = sorted.stream().sorted(Comparator.comparing(BigDecimal::new)).toList();
    }
    return header(Optional.of(new Target.OneClass(sorted)));
  }

  private static TsHeader header(Optional<Target> target) {
    return new TsHeader(1, 0, false, false, target);
  }

  /** A row as a case of a ts file: {@code 1,2,3:label}. */
  private String asCase(String text, FileLine line) {
    List<String> row = split(text);
    if (cells == 0) {
      cells = row.size();
    }
    line.that(
        row.size() == cells,
        "expected %d cells, as in the first row, found %d; a shorter sequence ends with NaN",
        cells,
        row.size());
    int end = row.size();
    while (end > 1 && Missing.isKnown(row.get(end - 1))) {
      end--;
    }
    line.that(end > 1, "expected a label and then values, found no value");
    if (end < row.size()) {
      shorter++;
    }
    return String.join(",", row.subList(1, end)) + ":" + label(row.get(0));
  }

  @Override
  public String next() throws IOException {
    String text = rows.next();
    return text == null ? null : asCase(text, rows.line());
  }

  @Override
  public FileLine line() {
    return rows.line();
  }

  @Override
  public Optional<String> note() {
    return CaseLines.shorter(file, shorter, cells - 1);
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }

  private static List<String> split(String text) {
    char mark = text.indexOf('\t') >= 0 ? '\t' : ',';
    return text.indexOf(mark) < 0
        ? BLANKS.splitToList(text)
        : Splitter.on(mark).trimResults().splitToList(text);
  }

  /** A label that is a number, without what its writer added: {@code 1.0e+00} is 1. */
  private static String label(String text) {
    if (!FileLine.isNumber(text)) {
      return text;
    }
    try {
      return new BigDecimal(text).stripTrailingZeros().toPlainString();
    } catch (NumberFormatException e) {
      return text; // an infinite one
    }
  }
}
