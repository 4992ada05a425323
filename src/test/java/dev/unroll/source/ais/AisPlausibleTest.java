package dev.unroll.source.ais;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import dev.unroll.data.Dataset;
import dev.unroll.settings.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** AIS files whose numbers were harmed, or are written in other ways. */
class AisPlausibleTest {

  private static final String SETTINGS = "windows: {steps: 8, stride: 8}";

  @TempDir Path temp;

  /** Rows of two vessels, a minute apart, in degrees and knots. */
  private static String text(String form, String vessel, double speedFactor) {
    StringBuilder text = new StringBuilder();
    for (int ship = 0; ship < 2; ship++) {
      for (int minute = 0; minute < 40; minute++) {
        double way = 9 * minute / 3600.0; // 9 knots: a sixtieth of a degree a nautical mile
        double latitude = ship == 0 ? 54 + way : 54;
        double longitude = ship == 0 ? 10 : 10 + way / Math.cos(Math.toRadians(54));
        text.append(
            String.format(
                Locale.ROOT,
                form,
                vessel.replace("#", Integer.toString(ship)),
                minute,
                latitude,
                longitude,
                9 * speedFactor,
                ship == 0 ? 0 : 90,
                ship == 0 ? 70 : 30));
      }
    }
    return text.toString();
  }

  private static final String HEADER =
      "mmsi,base_date_time,latitude,longitude,sog,cog,vessel_type\n";
  private static final String ROW = "%s,2025-01-01 00:%02d:00,%.6f,%.6f,%.2f,%d,%d\n";

  @Test
  void plausibleTracksAreRead() throws IOException {
    Dataset read = read(SETTINGS, HEADER + text(ROW, "21900000#", 1));
    assertEquals(4, read.train().size());
    assertEquals(9, read.train().value(0, 1, 0), 0.01);
    assertTrue(read.notes().get(0).startsWith("80 rows read, "), read.notes().toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.1900#E+08", "2.19000E+08", "219E6", "2,19E+08"})
  void numbersThatASpreadsheetRoundedAreNoVessels(String vessel) throws IOException {
    String name = vessel.contains(",") ? "\"" + vessel + "\"" : vessel;
    refused(
        SETTINGS,
        HEADER + text(ROW, name, 1),
        ":2: column 'mmsi': '"
            + vessel.replace('#', '0')
            + "' is a number that a spreadsheet has rounded, so that several vessels have it; take"
            + " the file as it was before");
  }

  @Test
  void aFractionOfZeroIsNoOtherVessel() throws IOException {
    Dataset read = read(SETTINGS, HEADER + text(ROW, "21900000#.0", 1) + text(ROW, "21900000#", 1));
    assertEquals(2, read.train().groups().size());
    refused(
        SETTINGS,
        HEADER + text(ROW, "nan", 1),
        ":2: column 'mmsi': expected which vessel it is, found 'nan'");
  }

  @Test
  void swappedCoordinatesAreSeen() throws IOException {
    String swapped = HEADER.replace("latitude,longitude", "longitude,latitude");
    refused(
        SETTINGS,
        swapped + text(ROW, "21900000#", 1),
        ": in 78 of 78 steps vessels move in another direction than their courses say; are latitude"
            + " and longitude swapped? See the setting columns");
  }

  @ParameterizedTest
  @CsvSource({"0.5144, 4.6", "1.852, 16.7", "10, 90.0"})
  void speedsOfAnotherUnitAreSeen(double factor, String reported) throws IOException {
    refused(
        SETTINGS,
        HEADER + text(ROW, "21900000#", factor),
        ": vessels move 9.0 knots by their positions and "
            + reported
            + " by their speeds; latitude and longitude may be swapped, or the speeds not be in"
            + " knots: see the setting columns");
  }

  @ParameterizedTest
  @CsvSource({"milliseconds, 1000", "seconds, 1", "iso, 1000", "iso, 1", "microseconds, 1000000"})
  void timesMayBeCounts(String timeFormat, long unit) throws IOException {
    String columns =
        ", columns: {vessel: mmsi, time: base_date_time, timeFormat: "
            + timeFormat
            + ", latitude: latitude, longitude: longitude, speed: sog, course: cog, type: vessel_type}";
    String text = HEADER + text(ROW, "21900000#", 1);
    String counts =
        Pattern.compile("2025-01-01 00:(\\d\\d):00")
            .matcher(text)
            .replaceAll(
                time -> Long.toString((1_735_689_600 + 60 * Long.parseLong(time.group(1))) * unit));
    assertEquals(4, read(SETTINGS + columns, counts).train().size());
    assertEquals(
        read(SETTINGS, text).train().value(3, 5, 0),
        read(SETTINGS + columns, counts).train().value(3, 5, 0),
        1e-3);
  }

  @Test
  void separatorsDecimalsAndMissingWordsAreThoseOfAllTables() throws IOException {
    String comma = (HEADER + text(ROW, "21900000#", 1)).replace(',', ';').replace('.', ',');
    Dataset plain = read(SETTINGS, HEADER + text(ROW, "21900000#", 1));
    Dataset read = read(SETTINGS, comma);
    assertEquals(plain.train().size(), read.train().size());
    assertEquals(plain.train().value(3, 5, 0), read.train().value(3, 5, 0));
    String missing = (HEADER + text(ROW, "21900000#", 1)).replace(",9.00,", ",-999,");
    Dataset told = read(SETTINGS + ", table: {missing: [-999], skipLines: 1}", "x\n" + missing);
    assertEquals(9, told.train().value(0, 1, 0), 0.01, "of the positions");
    Dataset joined =
        read(
            SETTINGS
                + ", columns: {vessel: mmsi, time: [day, clock], latitude: latitude, longitude:"
                + " longitude, type: vessel_type}",
            HEADER.replace("base_date_time", "day,clock")
                + text(ROW.replace("01 00", "01,00"), "21900000#", 1));
    assertEquals(plain.train().size(), joined.train().size());
  }

  private Dataset read(String settings, String text) throws IOException {
    Path file = Files.writeString(temp.resolve("a.csv"), text);
    return Yaml.read("{" + settings + "}", "s", Ais.class).read(file.toString());
  }

  private void refused(String settings, String text, String message) {
    InputException e = assertThrows(InputException.class, () -> read(settings, text));
    assertEquals(temp.resolve("a.csv") + message, e.getMessage());
  }
}
