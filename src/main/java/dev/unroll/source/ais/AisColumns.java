package dev.unroll.source.ais;

import static dev.unroll.check.Check.present;
import static dev.unroll.check.Check.that;

import dev.unroll.settings.Default;

/**
 * The columns of a file of AIS positions, by their names in its header (letter case aside).
 *
 * @param vessel what tells vessels apart, such as the MMSI
 * @param time when the position was taken
 * @param timeFormat {@code iso} (year first), {@code seconds} (since 1970) or a pattern of {@link
 *     java.time.format.DateTimeFormatter} such as {@code dd/MM/yyyy HH:mm:ss}
 * @param latitude in degrees, north positive
 * @param longitude in degrees, east positive
 * @param speed over ground in knots; empty where there is none, it then comes from positions
 * @param course over ground in degrees; empty where there is none, it then comes from positions
 * @param type the ship type, a word or an AIS code
 */
public record AisColumns(
    String vessel,
    String time,
    @Default("iso") String timeFormat,
    String latitude,
    String longitude,
    @Default("''") String speed,
    @Default("''") String course,
    String type) {

  public AisColumns {
    named("vessel", vessel);
    named("time", time);
    named("latitude", latitude);
    named("longitude", longitude);
    named("type", type);
    present("columns: speed", speed);
    present("columns: course", course);
    AisTime.of(present("columns: timeFormat", timeFormat));
  }

  private static void named(String setting, String column) {
    that(
        column != null && !column.isBlank(),
        "columns: %s: expected the name of a column, got none",
        setting);
  }
}
