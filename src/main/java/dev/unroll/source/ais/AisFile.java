package dev.unroll.source.ais;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.check.InputException;
import dev.unroll.internal.files.PackedText;
import dev.unroll.internal.table.ByteOrderMark;
import dev.unroll.internal.table.TableCells;
import dev.unroll.source.ais.AisReport.Count;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the rows of one AIS file, line by line. */
final class AisFile {

  /** 2000-01-01, from which vessels' rows count their seconds. */
  private static final long EPOCH = 946_684_800;

  /** 102.3 says that there is no speed, 102.2 that it is that or more. */
  private static final double LEAST_INVALID_KNOTS = 102.2;

  private static final Set<String> NO_TYPES =
      Set.of("", "undefined", "unknown", "na", "n/a", "nan", "null", "not available", "0", "0.0");

  private final Path file;
  private final Map<String, VesselRows> vessels;
  private final Map<String, String> types;
  private final AisReport.Tally tally;
  private AisCells cells = new AisCells(',');
  private List<String> header = List.of();
  private AisTime time = AisTime.of(AisTime.ISO);
  private int vesselColumn;
  private int timeColumn;
  private int latitudeColumn;
  private int longitudeColumn;
  private int speedColumn;
  private int courseColumn;
  private int typeColumn;
  private long line;

  /**
   * @param vessels to which rows are added
   * @param types each type's word once
   */
  AisFile(
      Path file,
      Map<String, VesselRows> vessels,
      Map<String, String> types,
      AisReport.Tally tally) {
    this.file = file;
    this.vessels = vessels;
    this.types = types;
    this.tally = tally;
  }

  /**
   * Reads the file.
   *
   * @return the name of its format
   * @throws InputException that names file and line where something is missing or wrong
   */
  String read(Optional<AisColumns> declared) throws IOException {
    try (BufferedReader text = PackedText.open(file)) {
      String first = next(text);
      that(first != null, "%s: the file is empty; expected a header and rows of positions", file);
      AisFormat format = readHeader(declared, first);
      for (String row = next(text); row != null; row = next(text)) {
        readRow(row);
      }
      return format.name();
    }
  }

  /** The next line that is not blank; null at the end. */
  private String next(BufferedReader text) throws IOException {
    for (String row = text.readLine(); row != null; row = text.readLine()) {
      line++;
      String unmarked = line == 1 ? ByteOrderMark.without(row) : row;
      if (!unmarked.isBlank()) {
        return unmarked;
      }
    }
    return null;
  }

  private AisFormat readHeader(Optional<AisColumns> declared, String first) {
    cells = new AisCells(TableCells.separator(first));
    split(first);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < cells.count(); i++) {
      names.add(cells.text(i));
    }
    header = List.copyOf(names);
    AisFormat format = AisFormat.of(declared, header, file.toString());
    AisColumns columns = format.columns();
    vesselColumn = column("vessel", columns.vessel());
    timeColumn = column("time", columns.time());
    latitudeColumn = column("latitude", columns.latitude());
    longitudeColumn = column("longitude", columns.longitude());
    speedColumn = column("speed", columns.speed());
    courseColumn = column("course", columns.course());
    typeColumn = column("type", columns.type());
    time = AisTime.of(columns.timeFormat());
    return format;
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
    String name = cells.text(vesselColumn);
    that(
        !name.isEmpty(),
        "%s:%d: column '%s': expected which vessel it is, found nothing",
        file,
        line,
        header.get(vesselColumn));
    VesselRows vessel = vessels.computeIfAbsent(name, first -> new VesselRows());
    String type = cells.text(typeColumn);
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

  private int seconds() {
    String text = cells.text(timeColumn);
    try {
      return Math.toIntExact(time.parse(text) - EPOCH);
    } catch (DateTimeException | ArithmeticException e) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "%s:%d: column '%s': expected a time as in '%s', found '%s'",
              file,
              line,
              header.get(timeColumn),
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
