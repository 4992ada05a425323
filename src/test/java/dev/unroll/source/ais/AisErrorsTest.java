package dev.unroll.source.ais;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import dev.unroll.source.DataSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class AisErrorsTest {

  private static final String HEADER = "id,t,lat,lon,sog,cog,type\n";

  @TempDir Path temp;

  @Test
  void saysFileAndLineOfABadCell() throws IOException {
    assertFails(
        HEADER + "1,0,50,10,9,0,cargo\n1,x,50,10,9,0,cargo\n",
        ":3: column 't': expected a time as in 'seconds since 1970', found 'x'");
    assertFails(
        HEADER + "1,99999999999,50,10,9,0,cargo\n",
        ":2: column 't': expected a time as in 'seconds since 1970', found '99999999999'");
    assertFails(
        HEADER + "1,0,50,ten,9,0,cargo\n", ":2: column 'lon': expected a number, found 'ten'");
    assertFails(
        HEADER + ",0,50,10,9,0,cargo\n",
        ":2: column 'id': expected which vessel it is, found nothing");
    assertFails(
        HEADER + "1,0,50,10,9,0,\"cargo\n",
        ":2: a quote is opened and not closed in this line; expected \"...\"");
  }

  @Test
  void saysWhereADateIsWrong() throws IOException {
    String text = "mmsi,datetime,lon,lat,SOG,shiptype\n2,2022-13-01 09:35:00,7,0,11.7,Cargo\n";
    InputException e = assertThrows(InputException.class, () -> new Ais().reading(file(text)));
    assertEquals(
        temp.resolve("a.csv")
            + ":2: column 'datetime': expected a time as in '2022-01-31 23:59:59', found"
            + " '2022-13-01 09:35:00'",
        e.getMessage());
  }

  @Test
  void saysWhereARowIsRagged() throws IOException {
    assertFails(
        HEADER + "1,0,50,10,9,0,cargo\n1,60,50\n",
        ":3: expected 7 cells, as many as the header has, found 3; is the file cut short?");
    assertFails(
        HEADER + "1,0,50,10,9,0,cargo,x\n",
        ":2: expected 7 cells, as many as the header has, found 8; is the file cut short?");
  }

  @Test
  void saysThatAColumnIsMissing() throws IOException {
    assertFails(
        "id,time,lat,lon,sog,cog,type\n",
        ":1: the header has no column 't', which the setting 'columns' names as time; found"
            + " 'id,time,lat,lon,sog,cog,type'; did you mean 'id'?");
    InputException e =
        assertThrows(InputException.class, () -> new Ais().reading(file("a,b\n1,2\n")));
    assertEquals(
        temp.resolve("a.csv")
            + ":1: the header is not that of a known AIS file (NOAA, Danish); found 'a,b'; say by"
            + " the setting 'columns' which column is what",
        e.getMessage());
  }

  @Test
  void saysThatNothingIsLeft() throws IOException {
    assertFails(
        HEADER + "1,0,50,10,9,0,tug\n1,60,50,10,9,0,tug\n",
        ": no window of 2 steps of 60 s is left of the classes [cargo, passenger, fishing]; found 2"
            + " rows read, 1 vessels, 1 vessels of types of no class, other types: {tug=1}; choose"
            + " fewer steps, a shorter interval or other classes");
    assertFails(
        HEADER,
        ": no window of 2 steps of 60 s is left of the classes [cargo, passenger, fishing]; found ;"
            + " choose fewer steps, a shorter interval or other classes");
    assertFails("", ": the file is empty; expected a header and rows of positions");
  }

  @Test
  void saysThatThereIsNoFile() {
    Path missing = temp.resolve("none.csv");
    assertMessage(
        missing + ": no such file or folder; check the path", () -> new Ais().reading(missing));
    assertMessage(
        temp
            + ": the folder has no AIS files; expected names that end in .csv or .txt (also"
            + " .gz, .zst, .bz2, .xz), .zip or .parquet",
        () -> new Ais().reading(temp));
    assertMessage(
        "data 'ais': say where they are, as in ais:FILE", () -> DataSpec.parse("ais").load());
  }

  @Test
  void saysThatFilesAreOfDifferentKinds() throws IOException {
    Files.writeString(
        temp.resolve("a.csv"), "mmsi,datetime,lon,lat,SOG,shiptype\n2,2022-01-01 09:35,7,0,1,x\n");
    Files.writeString(temp.resolve("b.csv"), "ID,Local.Time,Latitude,Longitude,SOG,COG,Type\n");
    assertMessage(
        temp
            + ": its files are not of one kind: {AISanalyze="
            + temp.resolve("a.csv")
            + ", shipstrike="
            + temp.resolve("b.csv")
            + "}; put each kind into a folder of its own",
        () -> new Ais().reading(temp));
  }

  @Test
  void saysThatAGzipIsDamaged() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      StringBuilder text = new StringBuilder(HEADER);
      Random random = new Random(1);
      for (int i = 0; i < 5000; i++) {
        text.append("1,")
            .append(i)
            .append(",50,")
            .append(random.nextDouble())
            .append(",9,0,cargo\n");
      }
      out.write(text.toString().getBytes(StandardCharsets.UTF_8));
    }
    Path file = temp.resolve("cut.csv.gz");
    Files.write(file, Arrays.copyOf(packed.toByteArray(), packed.size() / 2));
    InputException e = assertThrows(InputException.class, () -> declared().reading(file));
    assertTrue(
        e.getMessage().startsWith(file + ": the packed file is damaged or cut short ("),
        e.getMessage());
  }

  @Test
  void saysWhichSettingIsWrong() {
    assertMessage(
        "interval: expected a whole number of 1 or more, got 0",
        () -> new AisWindows(0, 600, 64, 32, 0.5));
    assertMessage(
        "longestGap: expected as many seconds as the interval of 120 or more, got 60",
        () -> new AisWindows(120, 60, 64, 32, 0.5));
    assertMessage(
        "steps: expected 2 or more, as motion needs two positions, got 1",
        () -> new AisWindows(120, 600, 1, 32, 0.5));
    assertMessage(
        "stride: expected a whole number of 1 or more, got 0",
        () -> new AisWindows(120, 600, 64, 0, 0.5));
    assertMessage(
        "leastSpeed: expected a number of 0 or more, got -1.0",
        () -> new AisWindows(120, 600, 64, 32, -1));
    assertMessage(
        "columns: vessel: expected the name of a column, got none",
        () -> new AisColumns("", "t", "iso", "a", "b", "", "", "c"));
    assertMessage(
        "class 'x': expected one ship type or more, got none", () -> new AisClass("x", List.of()));
    assertMessage(
        "classes: expected a class to have a name, got ''",
        () -> new AisClass("", List.of("cargo")));
    assertMessage(
        "class 'x': expected ship types such as 'cargo', '30' or '70-79', got '79-70'",
        () -> new AisClass("x", List.of("79-70")));
    assertMessage(
        "classes: the ship type '70-79' is of 'a' and of 'b'; a type may be of one class",
        () -> classes(new AisClass("a", List.of("70-79")), new AisClass("b", List.of("69-70"))));
    assertMessage(
        "classes: the ship type 'Cargo ship' is of 'a' and of 'b'; a type may be of one class",
        () ->
            classes(new AisClass("a", List.of("Cargo ship")), new AisClass("b", List.of("cargo"))));
    assertMessage(
        "classes: expected two or more, got 1", () -> classes(new AisClass("a", List.of("cargo"))));
    assertMessage("features: expected one or more, got none", () -> features());
    assertMessage(
        "features: each may be there once, got [SPEED, SPEED]",
        () -> features(AisFeature.SPEED, AisFeature.SPEED));
  }

  private static Ais classes(AisClass... classes) {
    Ais usual = new Ais();
    return new Ais(Optional.empty(), List.of(classes), usual.features(), usual.windows(), 0, 0);
  }

  private static Ais features(AisFeature... features) {
    Ais usual = new Ais();
    return new Ais(Optional.empty(), usual.classes(), List.of(features), usual.windows(), 0, 0);
  }

  private static Ais declared() {
    return AisTest.ais(Optional.of(AisTest.columns()), AisTest.minutes(2), 0);
  }

  private Path file(String text) throws IOException {
    return Files.writeString(temp.resolve("a.csv"), text);
  }

  private void assertFails(String text, String message) throws IOException {
    Path file = file(text);
    assertMessage(file + message, () -> declared().reading(file));
  }

  private static void assertMessage(String message, Executable reading) {
    assertEquals(message, assertThrows(InputException.class, reading).getMessage());
  }
}
