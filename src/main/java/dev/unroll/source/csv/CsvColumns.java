package dev.unroll.source.csv;

import static dev.unroll.check.Check.listOf;
import static dev.unroll.check.Check.present;
import static dev.unroll.check.Check.that;

import dev.unroll.internal.table.TableTime;
import dev.unroll.settings.Default;
import java.util.HashSet;
import java.util.List;

/**
 * What the columns of a CSV file are. A column of a default name that the file does not have is
 * done without, but for the one that tells sequences apart.
 *
 * @param sequence tells sequences apart within a group; empty where each group, or the file where
 *     there are none, is one sequence
 * @param time puts the rows of a sequence in order: numbers, or dates with times; several columns
 *     are joined by blanks; none, or an empty name, where the rows are in order
 * @param timeFormat pattern of the times, such as {@code dd.MM.yyyy HH:mm}, or {@code seconds},
 *     {@code milliseconds}, {@code microseconds} or {@code nanoseconds} since 1970; empty for
 *     numbers and ISO 8601
 * @param group what must not be split between parts, such as the subject; empty where each sequence
 *     is a group of its own
 * @param features in order; empty for every other column of numbers
 */
public record CsvColumns(
    @Default("index") String sequence,
    @Default("[step]") List<String> time,
    @Default("''") String timeFormat,
    @Default("group") String group,
    @Default("[]") List<String> features) {

  static final String SEQUENCE = "index";
  static final List<String> TIME = List.of("step");
  static final String GROUP = "group";

  public CsvColumns {
    present("sequence", sequence);
    time = listOf("time", time);
    present("timeFormat", timeFormat);
    present("group", group);
    features = listOf("features", features);
    that(
        new HashSet<>(features).size() == features.size(),
        "features: each column may be named once, got %s",
        features);
    that(
        timeFormat.isEmpty() || hasTime(time),
        "timeFormat: '%s' needs the column that it is about; set time",
        timeFormat);
    checkFormat(timeFormat);
  }

  private static boolean hasTime(List<String> columns) {
    return !columns.isEmpty() && !columns.equals(List.of(""));
  }

  /** Whether columns tell the order of the rows. */
  boolean hasTime() {
    return hasTime(time);
  }

  private static void checkFormat(String timeFormat) {
    TableTime unused = new TableTime(timeFormat);
  }

  /** Times of one column; empty where the rows are in order. */
  public CsvColumns(
      String sequence, String time, String timeFormat, String group, List<String> features) {
    this(sequence, List.of(present("time", time)), timeFormat, group, features);
  }

  /** The columns that {@code unroll data --out} writes. */
  public CsvColumns() {
    this(SEQUENCE, TIME, "", GROUP, List.of());
  }

  /** What a group is, in the singular. */
  String grouping() {
    return group.isEmpty() ? "sequence" : group;
  }
}
