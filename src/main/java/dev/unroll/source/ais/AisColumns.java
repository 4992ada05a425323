package dev.unroll.source.ais;

import static dev.unroll.check.Check.listOf;
import static dev.unroll.check.Check.present;
import static dev.unroll.check.Check.that;

import dev.unroll.internal.table.TableTime;
import dev.unroll.settings.Default;
import java.util.List;

/**
 * The columns of a file of AIS positions, by their names in its header (letter case aside).
 *
 * @param vessel what tells vessels apart, such as the MMSI
 * @param time when the position was taken; several columns are joined by blanks
 * @param timeFormat {@code iso} (year first, or a count since 1970 told by its size), {@code
 *     seconds}, {@code milliseconds}, {@code microseconds} or {@code nanoseconds} since 1970, or a
 *     pattern of {@link java.time.format.DateTimeFormatter} such as {@code dd/MM/yyyy HH:mm:ss}
 * @param latitude in degrees, north positive
 * @param longitude in degrees, east positive
 * @param speed over ground in knots; empty where there is none, it then comes from positions
 * @param course over ground in degrees; empty where there is none, it then comes from positions
 * @param type the ship type, a word or an AIS code
 */
public record AisColumns(
    String vessel,
    List<String> time,
    @Default("iso") String timeFormat,
    String latitude,
    String longitude,
    @Default("''") String speed,
    @Default("''") String course,
    String type) {

  public AisColumns {
    named("vessel", vessel);
    time = listOf("columns: time", time);
    that(!time.isEmpty(), "columns: time: expected the name of a column, got none");
    time.forEach(column -> named("time", column));
    named("latitude", latitude);
    named("longitude", longitude);
    named("type", type);
    present("columns: speed", speed);
    present("columns: course", course);
    TableTime unused = new TableTime(present("columns: timeFormat", timeFormat));
  }

  /** Times of one column. */
  public AisColumns(
      String vessel,
      String time,
      String timeFormat,
      String latitude,
      String longitude,
      String speed,
      String course,
      String type) {
    this(
        vessel,
        List.of(present("columns: time", time)),
        timeFormat,
        latitude,
        longitude,
        speed,
        course,
        type);
  }

  private static void named(String setting, String column) {
    that(
        column != null && !column.isBlank(),
        "columns: %s: expected the name of a column, got none",
        setting);
  }
}
