package dev.unroll.source.ais;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.data.Sequences;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Neither the place nor the compass tells the type: a moved and turned track looks the same. */
class AisLeakTest {

  private static final int SECONDS = 40;
  private static final double RADIUS = 6_371_008.8;
  private static final List<AisFeature> OF_MOTION =
      List.of(AisFeature.values()).stream()
          .filter(feature -> feature != AisFeature.ABSOLUTE_POSITION)
          .filter(feature -> feature != AisFeature.LOCAL_POSITION)
          .toList();

  @TempDir Path temp;
  private Sequences original;

  @BeforeEach
  void readOriginal() throws IOException {
    original = read(OF_MOTION, 10, 20, 0);
    assertEquals(2, original.size());
  }

  @ParameterizedTest
  @CsvSource({"55,179.98,0", "-35,-70,0", "10,20,73", "66,-179.99,-120"})
  void motionStaysTheSame(double latitude, double longitude, double degrees) throws IOException {
    assertSame(original, read(OF_MOTION, latitude, longitude, degrees), 1e-3);
  }

  @Test
  void localPositionsStayTheSame() throws IOException {
    List<AisFeature> local = List.of(AisFeature.LOCAL_POSITION);
    assertSame(read(local, 10, 20, 0), read(local, 55, 179.98, 73), 5);
  }

  @Test
  void absolutePositionsDoNot() throws IOException {
    List<AisFeature> absolute = List.of(AisFeature.ABSOLUTE_POSITION);
    float here = read(absolute, 10, 20, 0).value(0, 0, 0);
    assertTrue(Math.abs(here - read(absolute, 55, 20, 0).value(0, 0, 0)) > 40);
  }

  private static void assertSame(Sequences expected, Sequences found, double tolerance) {
    assertEquals(expected.size(), found.size());
    for (int i = 0; i < expected.size(); i++) {
      for (int step = 0; step < expected.length(i); step++) {
        for (int feature = 0; feature < expected.features(); feature++) {
          assertEquals(
              expected.value(i, step, feature),
              found.value(i, step, feature),
              tolerance,
              "window " + i + ", step " + step + ", feature " + feature);
        }
      }
    }
  }

  /** A winding way of four hours that starts at a place, turned by an angle. */
  private Sequences read(
      List<AisFeature> features, double latitude, double longitude, double degrees)
      throws IOException {
    StringBuilder text = new StringBuilder("id,t,lat,lon,sog,cog,type\n");
    double north = latitude;
    double east = longitude;
    for (int i = 0; i < 4 * 3600 / SECONDS; i++) {
      int time = i * SECONDS;
      double knots = 8 + 2 * Math.sin(time / 600.0);
      double course = 60 * Math.sin(time / 1900.0) + degrees;
      text.append(
          String.format(
              Locale.ROOT,
              "1,%d,%.7f,%.7f,%.6f,%.6f,cargo\n",
              time,
              north,
              east,
              knots,
              (course + 720) % 360));
      double metres = knots * 1852 / 3600 * SECONDS;
      double next = north + Math.toDegrees(metres * Math.cos(Math.toRadians(course)) / RADIUS);
      double middle = Math.toRadians((north + next) / 2);
      double turn = metres * Math.sin(Math.toRadians(course)) / RADIUS / Math.cos(middle);
      east = (east + Math.toDegrees(turn) + 540) % 360 - 180;
      north = next;
    }
    Ais ais =
        new Ais(
            Optional.of(AisTest.columns()), new Ais().classes(), features, new AisWindows(), 0, 0);
    return ais.reading(Files.writeString(temp.resolve("a.csv"), text)).dataset().train();
  }
}
