package dev.unroll.source.csv;

import static dev.unroll.check.Check.that;

import dev.unroll.internal.table.TableRows;
import dev.unroll.source.table.TableFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** A table of what is true of files, which its first column names. */
final class FileLabels {

  private static final Pattern FOLDERS = Pattern.compile("^.*/");

  private final Path table;
  private final List<String> names;
  private final Map<String, List<String>> rows = new HashMap<>();

  /** The file that each row was used for. */
  private final Map<String, String> used = new HashMap<>();

  private FileLabels(Path table, List<String> names) {
    this.table = table;
    this.names = names;
  }

  /**
   * Reads a table that tells by itself how it is written.
   *
   * @param ending of files' names, which rows may have
   */
  static FileLabels read(Path file, Pattern ending, Consumer<String> notes) throws IOException {
    try (TableRows rows = TableRows.open(file, new TableFormat(), notes).named()) {
      List<String> names = rows.names().subList(1, rows.names().size());
      FileLabels labels = new FileLabels(file, List.copyOf(names));
      do {
        String name = ending.matcher(rows.cell(0).replace('\\', '/')).replaceFirst("");
        List<String> cells = new ArrayList<>();
        for (int column = 1; column <= names.size(); column++) {
          cells.add(rows.cell(column));
        }
        rows.line()
            .that(labels.rows.put(name, cells) == null, "'%s' is named in a row above too", name);
      } while (rows.next());
      return labels;
    }
  }

  /** Names of what is told of each file. */
  List<String> names() {
    return names;
  }

  /**
   * What is told of a file.
   *
   * @param name with its folders, without its ending
   */
  List<String> of(String name) {
    String stem = FOLDERS.matcher(name).replaceFirst("");
    String row = rows.containsKey(name) ? name : stem;
    that(
        rows.containsKey(row),
        "%s: no row names the file '%s'; add one, or remove the file from the folder",
        table,
        name);
    String other = used.put(row, name);
    that(
        other == null,
        "%s: '%s' names the files '%s' and '%s'; name them with their folders",
        table,
        row,
        other,
        name);
    return rows.get(row);
  }

  /** Tells of rows that name no file. */
  void tellUnused(Consumer<String> notes) {
    if (used.size() < rows.size()) {
      notes.accept(
          (rows.size() - used.size()) + " rows of " + table.getFileName() + " name no file");
    }
  }
}
