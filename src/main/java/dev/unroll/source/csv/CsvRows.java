package dev.unroll.source.csv;

import dev.unroll.check.Check;
import dev.unroll.data.Split;
import dev.unroll.internal.table.TableRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a row has in both forms: its group, its part and what is to be predicted. */
final class CsvRows {

  private static final int NONE = -1;
  private static final Set<String> NO_NAMES = Set.of("nan", "<na>", "#n/a", "null", "?");
  private static final Pattern EXPONENT = Pattern.compile("\\d(?:[.,](\\d+))?[eE]\\+(\\d{1,3})");

  private final TableRows table;
  private final int group;
  private final int split;
  private final CsvTruth truth;
  private final Csv settings;

  /**
   * @param told whether the rows tell what is to be predicted
   */
  CsvRows(TableRows table, Csv settings, boolean told) {
    this.table = table;
    this.settings = settings;
    this.group = optional(settings.columns().group(), CsvColumns.GROUP, "columns.group");
    this.split =
        settings.split() instanceof CsvSplit.ByColumn by
            ? table.column(by.column(), "split.column")
            : NONE;
    boolean mayMiss = settings.missing() == Csv.Missing.INTERPOLATE;
    this.truth = told ? new CsvTruth(settings.target(), table, mayMiss) : new CsvTruth();
  }

  /** Where a column is; -1 where there is none, and it is not asked for by a name of its own. */
  int optional(String name, String byDefault, String setting) {
    boolean done = name.isEmpty() || (name.equals(byDefault) && !table.has(name));
    return done ? NONE : table.column(name, setting);
  }

  /** A cell that must not be empty; empty where there is no such column. */
  String word(int column) {
    if (column == NONE) {
      return "";
    }
    String cell = table.cell(column);
    table.line().that(!cell.isEmpty(), "column '%s' is empty", table.names().get(column));
    return cell;
  }

  /** Checks the words that tell sequences and groups apart, where they are new. */
  void checkKey(CsvKey key) {
    for (String word : List.of(key.group(), key.sequence())) {
      table
          .line()
          .that(
              !NO_NAMES.contains(word.toLowerCase(Locale.ROOT)),
              "expected what tells %ss apart, found '%s', which says that it is missing",
              word.equals(key.group()) ? "group" : "sequence",
              word);
      table
          .line()
          .that(
              !isRounded(word),
              "'%s' is a number that a spreadsheet has rounded; it may be of several sequences or"
                  + " groups: save them as text",
              word);
    }
  }

  /** Whether a whole number has lost its last digits, which its exponent says that it has. */
  private static boolean isRounded(String word) {
    Matcher parts = EXPONENT.matcher(word);
    return parts.matches()
        && (parts.group(1) == null ? 0 : parts.group(1).length())
            < Integer.parseInt(parts.group(2));
  }

  /** A number of this row; NaN where it is missing and that is not an error. */
  float value(int column) {
    float value = table.numberOrNaN(column);
    if (Float.isNaN(value) && settings.missing() == Csv.Missing.ERROR) {
      throw table
          .line()
          .failure(
              "column '%s' has no value ('%s'); set missing: interpolate to take the line between"
                  + " its neighbours in time",
              table.names().get(column), table.cell(column));
    }
    return value;
  }

  String group() {
    return word(group);
  }

  /** What a group is: the column's name, or a sequence. */
  String grouping() {
    return group == NONE ? "sequence" : settings.columns().grouping();
  }

  boolean hasGroups() {
    return group != NONE;
  }

  /** The part that this row's column gives it to. */
  Optional<Split> split() {
    if (split == NONE) {
      return Optional.empty();
    }
    String cell = table.cell(split);
    Optional<Split> found =
        Arrays.stream(Split.values()).filter(part -> part.label().equals(cell)).findFirst();
    if (found.isEmpty()) {
      List<String> known = Arrays.stream(Split.values()).map(Split::label).toList();
      throw table
          .line()
          .failure(
              "expected one of %s in column '%s', found '%s'%s",
              String.join(", ", known),
              table.names().get(split),
              cell,
              Check.didYouMean(cell, known));
    }
    return found;
  }

  CsvTruth truth() {
    return truth;
  }

  /** The columns that are not features. */
  List<String> taken() {
    List<String> taken = new ArrayList<>(settings.target().taken());
    taken.addAll(table.addedNames());
    taken.add(settings.columns().sequence());
    taken.addAll(settings.columns().time());
    taken.add(settings.columns().group());
    if (split != NONE) {
      taken.add(table.names().get(split));
    }
    return taken;
  }
}
