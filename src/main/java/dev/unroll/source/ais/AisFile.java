package dev.unroll.source.ais;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.check.InputException;
import dev.unroll.internal.table.Header;
import dev.unroll.internal.table.Missing;
import dev.unroll.internal.table.TableLines;
import dev.unroll.internal.table.TableTime;
import dev.unroll.source.ais.AisReport.Count;
import dev.unroll.source.table.TableFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Reads the rows of one AIS file, line by line. */
final class AisFile {

  /** 2000-01-01, from which vessels' rows count their seconds. */
  static final long EPOCH = 946_684_800;

  /** 102.3 says that there is no speed, 102.2 that it is that or more. */
  private static final double LEAST_INVALID_KNOTS = 102.2;

  /** A number that a spreadsheet has rounded. */
  private static final Pattern ROUNDED = Pattern.compile("\\d+([.,]\\d+)?[eE]\\+?\\d+");

  private static final Set<String> NO_TYPES =
      Set.of("", "undefined", "unknown", "na", "n/a", "nan", "null", "not available", "0", "0.0");

  private final Path file;
  private final Map<String, VesselRows> vessels;
  private final Map<String, String> types;
  private final AisReport.Tally tally;
  private final TableFormat format;
  private final Consumer<String> notes;
  private final Missing missing;
  private AisCells cells;
  private List<String> header = List.of();
  private TableTime time = new TableTime(TableTime.ISO);
  private int vesselColumn;
  private int[] timeColumns = new int[0];
  private int latitudeColumn;
  private int longitudeColumn;
  private int speedColumn;
  private int courseColumn;
  private int typeColumn;
  private long line;

  /**
   * @param vessels to which rows are added
   * @param types each type's word once
   * @param notes are told what was guessed
   */
  AisFile(
      Path file,
      TableFormat format,
      Consumer<String> notes,
      Map<String, VesselRows> vessels,
      Map<String, String> types,
      AisReport.Tally tally) {
    this.file = file;
    this.format = format;
    this.notes = notes;
    this.missing = new Missing(format);
    this.cells = new AisCells(',', '.', missing);
    this.vessels = vessels;
    this.types = types;
    this.tally = tally;
  }

  /**
   * Reads the file.
   *
   * @param typed whether its rows must tell the types of vessels
   * @return the name of its format
   * @throws InputException that names file and line where something is missing or wrong
   */
  String read(Optional<AisColumns> declared, boolean typed) throws IOException {
    try (TableLines text = new TableLines(file, format, notes)) {
      String first = next(text);
      that(first != null, "%s: the file is empty; expected a header and rows of positions", file);
      char separator = text.separator();
      char decimal =
          format.decimalMark() != TableFormat.DETECT
              ? format.decimalMark()
              : separator == ',' ? '.' : ',';
      cells = new AisCells(separator, decimal, missing);
      split(first);
      List<String> names = new ArrayList<>();
      for (int i = 0; i < cells.count(); i++) {
        names.add(cells.text(i));
      }
      Header found = Header.of(names, text.line(), format, false);
      header = found.names();
      AisFormat known = AisFormat.of(declared, header, typed, file.toString());
      find(known.columns(), typed);
      String row = found.inFile() ? next(text) : first;
      for (int skipped = 0; skipped < format.skipRows() && row != null; skipped++) {
        row = next(text);
      }
      for (; row != null; row = next(text)) {
        readRow(row);
      }
      return known.name();
    }
  }

  private String next(TableLines text) throws IOException {
    String row = text.next();
    line = text.line().number();
    return row;
  }

  private void find(AisColumns columns, boolean typed) {
    vesselColumn = column("vessel", columns.vessel());
    timeColumns = columns.time().stream().mapToInt(name -> column("time", name)).toArray();
    latitudeColumn = column("latitude", columns.latitude());
    longitudeColumn = column("longitude", columns.longitude());
    speedColumn = column("speed", columns.speed());
    courseColumn = column("course", columns.course());
    typeColumn = typed ? column("type", columns.type()) : -1;
    time = new TableTime(columns.timeFormat());
  }

  private int column(String setting, String name) {
    return AisFormat.column(header, setting, name, file.toString());
  }

  private void split(String row) {
    int found = cells.split(row);
    that(
        found != AisCells.OPEN_QUOTE,
        "%s:%d: a quote is opened and not closed in this line; expected \"...\"",
        file,
        line);
    that(
        found != AisCells.BEYOND_QUOTE,
        "%s:%d: something follows a closing quote; expected a separator",
        file,
        line);
  }

  private void readRow(String row) {
    split(row);
    that(
        cells.count() == header.size(),
        "%s:%d: expected %d cells, as many as the header has, found %d; is the file cut short?",
        file,
        line,
        header.size(),
        cells.count());
    tally.add(Count.ROWS);
    VesselRows vessel = vessel(cells.text(vesselColumn));
    String type = typeColumn < 0 ? "" : cells.text(typeColumn);
    if (!NO_TYPES.contains(type.toLowerCase(Locale.ROOT))) {
      vessel.addType(types.computeIfAbsent(type, same -> same));
    }
    int seconds = seconds();
    double latitude = number(latitudeColumn);
    double longitude = number(longitudeColumn);
    if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) {
      tally.add(Count.NO_POSITION);
      return;
    }
    vessel.add(seconds, latitude, longitude, speed(), course());
  }

  private VesselRows vessel(String cell) {
    // Programs that take numbers for measurements write them with a fraction.
    String name = cell.endsWith(".0") ? cell.substring(0, cell.length() - 2) : cell;
    VesselRows known = vessels.get(name);
    if (known != null) {
      return known;
    }
    that(
        !missing.is(name),
        "%s:%d: column '%s': expected which vessel it is, found %s",
        file,
        line,
        header.get(vesselColumn),
        name.isEmpty() ? "nothing" : "'" + name + "'");
    that(
        !ROUNDED.matcher(name).matches(),
        "%s:%d: column '%s': '%s' is a number that a spreadsheet has rounded, so that several vessels"
            + " have it; take the file as it was before",
        file,
        line,
        header.get(vesselColumn),
        name);
    VesselRows vessel = new VesselRows();
    vessels.put(name, vessel);
    return vessel;
  }

  private String time() {
    if (timeColumns.length == 1) {
      return cells.text(timeColumns[0]);
    }
    StringJoiner text = new StringJoiner(" ");
    for (int column : timeColumns) {
      text.add(cells.text(column));
    }
    return text.toString();
  }

  private int seconds() {
    String text = time();
    try {
      int seconds = Math.toIntExact(time.parse(text) - EPOCH);
      if (!time.hasTimeOfDay()) {
        throw new DateTimeException(text);
      }
      return seconds;
    } catch (DateTimeException | ArithmeticException e) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "%s:%d: column '%s': expected a time as in '%s', found '%s'",
              file,
              line,
              header.get(timeColumns[0]),
              time.expected(),
              text),
          e);
    }
  }

  private double speed() {
    return speedColumn < 0 ? Double.NaN : valid(speedColumn, LEAST_INVALID_KNOTS, Count.NO_SPEED);
  }

  private double course() {
    return courseColumn < 0 ? Double.NaN : valid(courseColumn, 360, Count.NO_COURSE);
  }

  /** A number of 0 or more and less than {@code limit}; else NaN, counted. */
  private double valid(int column, double limit, Count otherwise) {
    double number = number(column);
    if (number >= 0 && number < limit) {
      return number;
    }
    tally.add(otherwise);
    return Double.NaN;
  }

  private double number(int column) {
    try {
      return cells.number(column);
    } catch (NumberFormatException e) {
      throw failure(
          "%s:%d: column '%s': expected a number, found '%s'",
          file, line, header.get(column), cells.text(column));
    }
  }
}
