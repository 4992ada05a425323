package dev.unroll.source.ais;

import static dev.unroll.check.Check.that;

import dev.unroll.check.InputException;
import dev.unroll.internal.table.Header;
import dev.unroll.internal.table.Missing;
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
  private AisRows rows;

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
    try (AisRows opened = AisRows.open(file, format, notes, missing)) {
      rows = opened;
      cells = rows.cells();
      that(rows.next(), "%s: the file is empty; expected a header and rows of positions", file);
      List<String> names = new ArrayList<>();
      for (int i = 0; i < cells.count(); i++) {
        names.add(cells.text(i));
      }
      Header found =
          rows.isNamed()
              ? Header.inFirst(names, rows.line(), format)
              : Header.of(names, rows.line(), format, false);
      header = found.names();
      AisFormat known = AisFormat.of(declared, header, typed, file.toString());
      find(known.columns(), typed);
      boolean more = !found.inFile() || rows.next();
      for (int skip = rows.isNamed() ? 0 : format.skipRows(); skip > 0 && more; skip--) {
        more = rows.next();
      }
      for (; more; more = rows.next()) {
        readRow();
      }
      return known.name();
    }
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

  private void readRow() {
    rows.line()
        .that(
            cells.count() == header.size(),
            "expected %d cells, as many as the header has, found %d; is the file cut short?",
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
    rows.line()
        .that(
            !missing.is(name),
            "column '%s': expected which vessel it is, found %s",
            header.get(vesselColumn),
            name.isEmpty() ? "nothing" : "'" + name + "'");
    rows.line()
        .that(
            !ROUNDED.matcher(name).matches(),
            "column '%s': '%s' is a number that a spreadsheet has rounded, so that several vessels"
                + " have it; take the file as it was before",
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
              "%s: column '%s': expected a time as in '%s', found '%s'",
              rows.line().where(),
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
      throw rows.line()
          .failure(
              "column '%s': expected a number, found '%s'", header.get(column), cells.text(column));
    }
  }
}
