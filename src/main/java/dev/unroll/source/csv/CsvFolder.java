package dev.unroll.source.csv;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.data.Split;
import dev.unroll.internal.table.TablePart;
import dev.unroll.internal.table.TableRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder of recordings, a file each: {@code CLASS/RECORDING.csv}, or the files alone where their
 * columns tell the classes; above the classes or in them perhaps folders {@code train}, {@code
 * validation} and {@code test}, as {@link Split#ofFolder} knows them.
 */
final class CsvFolder {

  /** Columns that the places of files tell. */
  static final String FILE = "<file>";

  static final String CLASS = "<folder>";
  static final String PART = "<part>";

  private static final Pattern ARRAY = Pattern.compile("(?i).*\\.np[yz]");

  private static final Pattern ENDING =
      Pattern.compile("(?i)(\\.(csv|tsv|tab|txt|dat|arff)(\\.(gz|zst|bz2|xz))?|\\.(parquet|pq))$");

  private static final Pattern TABLE = Pattern.compile("(?i).*" + ENDING.pattern());

  private final Path root;
  private final List<TablePart> parts = new ArrayList<>();
  private final Optional<FileLabels> labels;
  private boolean inParts;
  private boolean inClasses;

  private CsvFolder(Path root, Optional<FileLabels> labels) {
    this.root = root;
    this.labels = labels;
  }

  /**
   * Finds the files.
   *
   * @param told whether it must be known what is true of them
   * @param notes is told of those that are no tables
   */
  static CsvFolder of(Path root, Csv settings, boolean told, Consumer<String> notes)
      throws IOException {
    Path labels = root.resolve(settings.labels());
    List<Path> tables = new ArrayList<>();
    List<Path> others = new ArrayList<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
        Path relative = root.relativize(file);
        if (!isHidden(relative) && !file.equals(labels)) {
          (TABLE.matcher(file.getFileName().toString()).matches() ? tables : others).add(relative);
        }
      }
    }
    that(
        !tables.isEmpty(),
        "%s: has no tables; expected files such as recording.csv in it, or in a folder for each"
            + " class%s",
        root,
        others.stream().anyMatch(file -> ARRAY.matcher(file.toString()).matches())
            ? "; it has arrays of NumPy, which are read as numpy:FOLDER"
            : "");
    if (!others.isEmpty()) {
      notes.accept(
          others.size()
              + " files are no tables and are passed over; the first is "
              + others.get(0));
    }
    boolean labelled = !settings.labels().isEmpty() && (told || Files.exists(labels));
    CsvFolder folder =
        new CsvFolder(
            root,
            labelled ? Optional.of(FileLabels.read(labels, ENDING, notes)) : Optional.empty());
    folder.take(tables);
    folder.labels.ifPresent(known -> known.tellUnused(notes));
    return folder;
  }

  /** A folder of one file, which is a recording by the file's name. */
  static CsvFolder ofFile(Path file) {
    Path name = file.getFileName();
    CsvFolder folder = new CsvFolder(file.resolveSibling(""), Optional.empty());
    folder.take(List.of(name));
    return folder;
  }

  private static boolean isHidden(Path relative) {
    for (Path name : relative) {
      if (name.toString().startsWith(".") || name.toString().equals("__MACOSX")) {
        return true;
      }
    }
    return false;
  }

  private void take(List<Path> tables) {
    int place = partPlace(tables);
    inParts = place >= 0;
    int depth = inParts ? 2 : 1;
    inClasses = tables.get(0).getNameCount() > depth;
    Set<String> names = new HashSet<>();
    boolean unique = tables.stream().allMatch(file -> names.add(name(without(file, place))));
    for (Path file : tables) {
      if (file.getNameCount() > depth != inClasses) {
        throw failure(
            "%s: %s is in a folder for its class and %s is not; expected all files in such folders,"
                + " or none",
            root, inClasses ? tables.get(0) : file, inClasses ? file : tables.get(0));
      }
      Path below = without(file, place);
      String name = name(unique ? below : file);
      String className = inClasses ? below.getName(0).toString() : "";
      String part = inParts ? part(file, place).orElseThrow().label() : "";
      List<String> cells = new ArrayList<>(List.of(name, className, part));
      labels.ifPresent(known -> cells.addAll(known.of(name)));
      parts.add(new TablePart(root.resolve(file), cells));
    }
  }

  private static String name(Path file) {
    return ENDING.matcher(file.toString().replace('\\', '/')).replaceFirst("");
  }

  /** Which of the folders of all files are parts: 0 above the classes, 1 in them; -1 for none. */
  private static int partPlace(List<Path> tables) {
    for (int place = 0; place < 2; place++) {
      int at = place;
      if (tables.stream().allMatch(file -> part(file, at).isPresent())) {
        return place;
      }
    }
    return -1;
  }

  private static Optional<Split> part(Path file, int place) {
    return file.getNameCount() < place + 2
        ? Optional.empty()
        : Split.ofFolder(file.getName(place).toString());
  }

  /** A file's place but for the folder of its part. */
  private static Path without(Path file, int place) {
    if (place < 0) {
      return file;
    }
    Path after = file.subpath(place + 1, file.getNameCount());
    return place == 0 ? after : file.getName(0).resolve(after);
  }

  /** The rows of all files, with what their places tell after the cells of each. */
  TableRows open(Csv settings, Consumer<String> notes) throws IOException {
    List<String> names = new ArrayList<>(List.of(FILE, CLASS, PART));
    labels.ifPresent(known -> names.addAll(known.names()));
    return TableRows.open(parts, names, settings.table(), notes);
  }

  /**
   * {@code settings} for the rows of {@link #open}: what no column tells, the places of files do.
   */
  Csv settings(Csv settings, TableRows table, boolean told) {
    CsvColumns columns = settings.columns();
    boolean untold =
        columns.sequence().isEmpty()
            || (columns.sequence().equals(CsvColumns.SEQUENCE) && !table.has(CsvColumns.SEQUENCE));
    boolean grouped = table.has(columns.group());
    CsvTarget target = settings.target();
    if (target instanceof CsvTarget.Label label && !table.has(label.column())) {
      table
          .header()
          .that(
              inClasses || !told,
              "there is no column '%s', which target names, and the files are in no folders of"
                  + " classes; its columns are %s",
              label.column(),
              TableRows.list(
                  table.names().stream().filter(name -> !name.startsWith("<")).toList()));
      target = new CsvTarget.Label(CLASS, label.classes());
    }
    return new Csv(
        settings.form(),
        new CsvColumns(
            untold ? FILE : columns.sequence(),
            columns.time(),
            columns.timeFormat(),
            // A file's name for a sequence is its own.
            grouped || untold ? columns.group() : FILE,
            columns.features()),
        target,
        inParts ? new CsvSplit.ByColumn(PART) : settings.split(),
        settings.missing(),
        settings.window(),
        settings.stride(),
        settings.longestGap(),
        settings.table(),
        settings.labels());
  }
}
