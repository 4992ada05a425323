package dev.unroll.source.ais;

import static dev.unroll.check.Check.didYouMean;
import static dev.unroll.check.Check.failure;

import dev.unroll.internal.table.TableTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A layout of AIS files.
 *
 * @param name how messages name it
 * @param columns its columns
 */
record AisFormat(String name, AisColumns columns) {

  private static final String NOAA = "NOAA";

  private static final List<AisFormat> KNOWN =
      List.of(
          new AisFormat(
              NOAA,
              new AisColumns(
                  "MMSI", "BaseDateTime", TableTime.ISO, "LAT", "LON", "SOG", "COG", "VesselType")),
          new AisFormat(
              NOAA,
              new AisColumns(
                  "mmsi",
                  "base_date_time",
                  TableTime.ISO,
                  "latitude",
                  "longitude",
                  "sog",
                  "cog",
                  "vessel_type")),
          new AisFormat(
              "Danish",
              new AisColumns(
                  "MMSI",
                  "# Timestamp",
                  "dd/MM/yyyy HH:mm:ss",
                  "Latitude",
                  "Longitude",
                  "SOG",
                  "COG",
                  "Ship type")),
          new AisFormat(
              "shipstrike",
              new AisColumns(
                  "ID",
                  "Local.Time",
                  TableTime.ISO,
                  "Latitude",
                  "Longitude",
                  "SOG",
                  "COG",
                  "Type")),
          new AisFormat(
              "AISanalyze",
              new AisColumns(
                  "mmsi", "datetime", TableTime.ISO, "lat", "lon", "SOG", "", "shiptype")));

  /**
   * The format of a file.
   *
   * @param declared the columns that settings name
   * @param header the names of the file's columns
   * @param typed whether it must have a column of ship types
   * @param file how messages name the file
   */
  static AisFormat of(
      Optional<AisColumns> declared, List<String> header, boolean typed, String file) {
    if (declared.isPresent()) {
      return new AisFormat("declared", declared.get());
    }
    return KNOWN.stream()
        .filter(format -> format.fits(header, typed))
        .findFirst()
        .orElseThrow(
            () ->
                failure(
                    "%s:1: the header is not that of a known AIS file (NOAA, Danish); found '%s';"
                        + " say by the setting 'columns' which column is what",
                    file, String.join(",", header)));
  }

  private boolean fits(List<String> header, boolean typed) {
    return Stream.concat(
            columns.time().stream(),
            Stream.of(
                columns.vessel(),
                columns.latitude(),
                columns.longitude(),
                columns.speed(),
                columns.course(),
                typed ? columns.type() : ""))
        .filter(name -> !name.isEmpty())
        .allMatch(name -> position(header, name) >= 0);
  }

  /**
   * Where a column is.
   *
   * @param name empty where the file has no such column
   * @return its position in the header; -1 where the name is empty
   */
  static int column(List<String> header, String setting, String name, String file) {
    int position = position(header, name);
    if (position < 0 && !name.isEmpty()) {
      throw failure(
          "%s:1: the header has no column '%s', which the setting 'columns' names as %s; found"
              + " '%s'%s",
          file, name, setting, String.join(",", header), didYouMean(name, header));
    }
    return position;
  }

  private static int position(List<String> header, String name) {
    String wanted = bare(name);
    for (int i = 0; i < header.size() && !wanted.isEmpty(); i++) {
      if (bare(header.get(i)).equals(wanted)) {
        return i;
      }
    }
    return -1;
  }

  /** In small letters, without the mark that makes a line of names a comment. */
  private static String bare(String name) {
    return name.strip().toLowerCase(Locale.ROOT).replaceFirst("^# ", "");
  }
}
