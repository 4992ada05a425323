package dev.unroll.source.ais;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import dev.unroll.data.Layout;
import dev.unroll.data.Sequences;
import dev.unroll.data.Signal;
import dev.unroll.source.DataSpec;
import dev.unroll.source.ais.AisReport.Count;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AisTest {

  @TempDir Path temp;

  @Test
  void readsNoaaFilesWithTheOldHeader() throws IOException {
    AisReading reading =
        read(
            """
            MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status,Cargo
            366899260,2022-01-03T00:00:00,34,-119,9,0,511,"SEA, BLUE",,WDG9106,60,0,60
            338148873,2022-01-03T00:00:10,33,-117,3,280,511,CAZADOR,,,30,,
            366899260,2022-01-03T00:01:00,34.0025,-119,9,0,511,"SEA, BLUE",,WDG9106,60,0,60
            338148873,2022-01-03T00:01:10,33,-117.001,3,270,511,CAZADOR,,,30,,
            """);
    assertEquals(List.of("passenger", "fishing"), classesOf(reading));
    assertEquals(Set.of(338148873, 366899260), reading.dataset().train().groups());
    assertEquals("vessel", reading.dataset().schema().grouping());
    assertEquals(9, reading.dataset().train().value(0, 0, 0));
  }

  @Test
  void readsNoaaFilesWithTheNewHeader() throws IOException {
    AisReading reading =
        read(
            """
            mmsi,base_date_time,longitude,latitude,sog,cog,heading,vessel_name,vessel_type
            1,2025-01-03 00:00:00,-119,34,9,0,511,X,70
            1,2025-01-03 00:01:00,-119,34.0025,9,0,511,X,70
            """);
    assertEquals(List.of("cargo"), classesOf(reading));
  }

  @Test
  void readsDanishFilesWithTheTypeThatCameLate() throws IOException {
    AisReading reading =
        read(
            """
            # Timestamp,Type of mobile,MMSI,Latitude,Longitude,ROT,SOG,COG,Heading,Ship type
            25/01/2025 00:03:00,Class A,210545000,53.97,8.51,0.0,8.6,100.9,102,Undefined
            25/01/2025 00:04:00,Class A,210545000,53.969,8.515,0.0,8.7,100.6,102,Undefined
            25/01/2025 00:05:00,Class A,210545000,53.968,8.52,0.0,8.9,,101,Fishing
            25/01/2025 00:05:00,Base Station,2190068,56,11,,,,,Undefined
            """);
    assertEquals(List.of("fishing"), classesOf(reading));
    assertEquals(1, reading.report().count(Count.NO_TYPE));
    assertEquals(2, reading.report().count(Count.NO_COURSE));
  }

  @Test
  void readsTheFileOfTheShipstrikePackage() throws IOException {
    AisReading reading =
        read(
            """
            rowid,Local.Time,Year,ID,Type,Length,SOG,COG,Latitude,Longitude
            1,2018-07-01 9:59,2018,1303,Cargo ship,22,6.9,144,53.14665,-128.6124
            2,2018-07-01 10:00,2018,1303,"Cargo ship:DG,HS",22,6.9,144,53.145,-128.61
            3,2018-07-01 10:01,2018,1303,Cargo ship,22,6.9,144,53.1435,-128.608
            """);
    assertEquals(List.of("cargo"), classesOf(reading));
    assertEquals(1303, reading.dataset().train().group(0));
  }

  @Test
  void readsTheFileOfTheAisAnalyzePackageWithoutCourses() throws IOException {
    AisReading reading =
        read(
            """
            datetime,mmsi,lon,lat,navigational_status,SOG,Heading,imo,shiptype,length
            2022-11-01 09:35:00,2,7.0,0,Under way using engine,11.7,30,9853084,Cargo,199
            2022-11-01 09:36:00,2,7.003,0,Under way using engine,11.7,30,9853084,Cargo,199
            2022-11-01 09:37:00,2,7.006,0.003,Under way using engine,11.7,30,9853084,Cargo,199
            """);
    assertEquals(List.of("cargo"), classesOf(reading));
    assertEquals(0, reading.report().count(Count.NO_COURSE));
    // East, then half to the north by the positions before and after.
    Sequences train = reading.dataset().train();
    int turn = reading.dataset().signals().indexOf(new Signal("course_change_sin", ""));
    assertEquals(-Math.sin(Math.atan2(0.003, 0.006)), train.value(0, 1, turn), 1e-4);
  }

  @Test
  void readsOtherFilesByDeclaredColumns() throws IOException {
    AisColumns columns =
        new AisColumns("ship", "when", "dd.MM.yyyy HH:mm", "y", "x", "", "", "kind");
    Ais ais = ais(Optional.of(columns), minutes(2), 0);
    AisReading reading =
        read(
            ais,
            """
            Kind;,SHIP,when,x,y,kind
            -,anna,01.02.2020 10:00,8,54,Fishing vessel
            -,berta,01.02.2020 10:00,8,55,Tug
            -,anna,01.02.2020 10:01,8,54.002,Fishing vessel
            """);
    assertEquals(List.of("fishing"), classesOf(reading));
    assertEquals(0, reading.dataset().train().group(0), "the first vessel of the file");
    assertEquals(7.205, reading.dataset().train().value(0, 0, 0), 1e-3, "222.39 m in 60 s");
    assertEquals(Map.of("Tug", 1), reading.report().otherTypes());
  }

  /** Whoever asks what a vessel is does not know it. */
  @Test
  void vesselsToPredictNeedNoType() throws IOException {
    Ais ais = ais(Optional.empty(), minutes(2), 0);
    String rows =
        """
        mmsi,base_date_time,longitude,latitude,sog,cog,vessel_type
        1,2025-01-03 00:00:00,-119,34,9,0,70
        1,2025-01-03 00:01:00,-119,34.0025,9,0,70
        2,2025-01-03 00:00:30,-118,35,7,90,37
        2,2025-01-03 00:01:30,-117.998,35,7,90,37
        """;
    Path typed = Files.writeString(temp.resolve("typed.csv"), rows);
    Path bare = Files.writeString(temp.resolve("bare.csv"), rows.replaceAll("(?m),[^,]*$", ""));
    for (Path file : List.of(typed, bare)) {
      Sequences found = ais.readToPredict(file.toString(), ais.schema()).orElseThrow();
      assertEquals(2, found.size());
      assertEquals("1@2025-01-03T00:00:00Z", found.name(0));
      assertEquals("2@2025-01-03T00:00:30Z", found.name(1));
      assertEquals(9, found.value(0, 0, 0));
      assertEquals(7, found.value(1, 1, 0));
      assertEquals(Sequences.UNLABELLED, found.label(1));
    }
    assertEquals(
        "1@2025-01-03T00:00:00Z", ais.read(typed.toString()).train().name(0), "by class alone");
    assertThrows(InputException.class, () -> ais.read(bare.toString()));
  }

  @Test
  void readsGzipZipAndFolders() throws IOException {
    String header = "id,t,lat,lon,sog,cog,type\n";
    String morning = header + "1,0,50,10,9,0,cargo\n1,60,50.0025,10,9,0,cargo\n";
    String evening = header + "1,90000,50,10,9,0,cargo\n1,90060,50.0025,10,9,0,cargo\n";
    Path folder = Files.createDirectory(temp.resolve("days"));
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("a.csv.gz")))) {
      out.write(morning.getBytes(StandardCharsets.UTF_8));
    }
    try (ZipOutputStream out =
        new ZipOutputStream(Files.newOutputStream(folder.resolve("b.zip")))) {
      out.putNextEntry(new ZipEntry("b.csv"));
      out.write(evening.getBytes(StandardCharsets.UTF_8));
    }
    Files.writeString(folder.resolve("readme.md"), "not a table");
    AisReading reading = declared(minutes(2)).reading(folder);
    assertEquals(2, reading.dataset().train().size());
    assertEquals(Set.of(1), reading.dataset().train().groups());
    assertEquals(1, declared(minutes(2)).reading(folder.resolve("b.zip")).dataset().train().size());
  }

  @Test
  void countsWhatItLeavesOut() throws IOException {
    AisReading reading =
        read(
            declared(minutes(2)),
            """
            id,t,lat,lon,sog,cog,type
            1,0,50,10,102.3,0,cargo
            1,60,50.002,10,9,360,cargo
            1,60,50.002,10,9,0,cargo
            1,120,91,181,9,0,cargo
            1,130,,10,9,0,cargo
            1,180,50.008,10,-1,0,cargo

            2,0,50,11,0,0,fishing
            2,60,50,11,0.1,0,fishing
            3,0,50,12,5,0,
            4,0,50,12,5,0,Law enforcement
            5,0,50,12,5,0,passenger
            """);
    AisReport report = reading.report();
    assertEquals(11, report.count(Count.ROWS));
    assertEquals(2, report.count(Count.NO_SPEED));
    assertEquals(1, report.count(Count.NO_COURSE));
    assertEquals(2, report.count(Count.NO_POSITION));
    assertEquals(1, report.count(Count.DUPLICATES));
    assertEquals(5, report.count(Count.VESSELS));
    assertEquals(1, report.count(Count.NO_TYPE));
    assertEquals(1, report.count(Count.OTHER_TYPE));
    assertEquals(1, report.count(Count.AT_REST));
    assertEquals(2, report.count(Count.WINDOWS));
    assertEquals(2, report.count(Count.NO_WINDOW));
    assertEquals(
        "11 rows read, 2 rows without a valid position, 2 speeds not available, 1 courses not"
            + " available, 5 vessels, 1 vessels of unknown type, 1 vessels of types of no class,"
            + " 1 rows of a time given twice, 3 tracks without a long gap, 1 tracks shorter than a"
            + " window, 1 windows of vessels at rest, 2 windows kept, 2 vessels of a class without"
            + " a window, other types: {Law enforcement=1}",
        report.toString());
  }

  @Test
  void windowsStartEveryStride() throws IOException {
    StringBuilder text = new StringBuilder("id,t,lat,lon,sog,cog,type\n");
    for (int minute = 0; minute < 10; minute++) {
      text.append("1,")
          .append(60 * minute)
          .append(",50,10,")
          .append(minute + 1)
          .append(",0,cargo\n");
    }
    AisWindows windows = new AisWindows(60, 600, 4, 3, 0.5);
    Sequences train = read(declared(windows), text.toString()).dataset().train();
    assertEquals(3, train.size());
    assertEquals(1, train.value(0, 0, 0));
    assertEquals(4, train.value(1, 0, 0));
    assertEquals(10, train.value(2, 3, 0));
  }

  @Test
  void featuresAreWhatTheySay() throws IOException {
    Ais ais =
        new Ais(
            Optional.of(columns()),
            new Ais().classes(),
            List.of(AisFeature.values()),
            minutes(3),
            0,
            0);
    // 100 m north, then 100 m east, in a minute each.
    double degrees = 100 / 111195.08;
    String text =
        String.format(
            Locale.ROOT,
            "id,t,lat,lon,sog,cog,type\n1,0,0,20,3,0,cargo\n1,60,%.9f,20,4,0,cargo\n1,120,%.9f,%.9f,4,90,cargo\n",
            degrees,
            degrees,
            20 + degrees);
    Sequences train = read(ais, text).dataset().train();
    List<String> names = ais.schema().signals().stream().map(Signal::name).toList();
    assertEquals(1, train.value(0, 0, names.indexOf("acceleration")), 1e-6);
    assertEquals(1, train.value(0, 1, names.indexOf("acceleration")), 1e-6);
    assertEquals(0, train.value(0, 2, names.indexOf("acceleration")), 1e-6);
    assertEquals(0, train.value(0, 0, names.indexOf("course_change_sin")), 1e-6);
    assertEquals(1, train.value(0, 2, names.indexOf("course_change_sin")), 1e-6);
    assertEquals(0, train.value(0, 2, names.indexOf("course_change_cos")), 1e-6);
    assertEquals(90, train.value(0, 2, names.indexOf("turn_rate")), 1e-4);
    double mean = Math.atan2(4, 7);
    assertEquals(-Math.sin(mean), train.value(0, 0, names.indexOf("relative_course_sin")), 1e-6);
    assertEquals(Math.sin(mean), train.value(0, 2, names.indexOf("relative_course_cos")), 1e-6);
    assertEquals(3.2397, train.value(0, 1, names.indexOf("position_speed")), 1e-3);
    assertEquals(141.42 / 201, train.value(0, 1, names.indexOf("straightness")), 1e-4);
    assertEquals(
        Math.log(11 / 3.0 + 0.1), train.value(0, 1, names.indexOf("log_mean_speed")), 1e-6);
    double along = 100 * Math.cos(mean) + 100 * Math.sin(mean);
    assertEquals(along, train.value(0, 2, names.indexOf("along")), 0.05);
    double across = 100 * Math.cos(mean) - 100 * Math.sin(mean);
    assertEquals(across, train.value(0, 2, names.indexOf("across")), 0.05);
    assertEquals(20 + degrees, train.value(0, 2, names.indexOf("longitude")), 1e-5);
  }

  @Test
  void aTestShareTakesWholeVesselsOfEachClass() throws IOException {
    StringBuilder text = new StringBuilder("id,t,lat,lon,sog,cog,type\n");
    for (int vessel = 0; vessel < 20; vessel++) {
      for (int minute = 0; minute < 4; minute++) {
        double latitude = 50 + minute * 9 / 3600.0; // 9 knots, a sixtieth of a degree a mile
        text.append(vessel).append(',').append(60 * minute).append(',').append(latitude);
        text.append(",10,9,0,");
        text.append(vessel < 10 ? "cargo\n" : "fishing\n");
      }
    }
    AisReading reading = read(ais(Optional.of(columns()), minutes(2), 0.3), text.toString());
    Set<Integer> test = reading.dataset().test().groups();
    assertEquals(3, test.stream().filter(vessel -> vessel < 10).count());
    assertEquals(3, test.stream().filter(vessel -> vessel >= 10).count());
    assertFalse(reading.dataset().train().groups().stream().anyMatch(test::contains));
    assertEquals(40, reading.dataset().train().size() + reading.dataset().test().size());
  }

  @Test
  void theSettingsTellTheLayout() {
    Layout layout = new Ais().layout().orElseThrow();
    assertEquals(64, layout.steps());
    assertFalse(layout.variableLength());
    assertEquals(List.of("cargo", "passenger", "fishing"), layout.schema().target().names());
    assertEquals(
        List.of(
            "speed",
            "acceleration",
            "course_change_sin",
            "course_change_cos",
            "relative_course_sin",
            "relative_course_cos",
            "position_speed",
            "straightness"),
        layout.schema().signals().stream().map(Signal::name).toList());
    assertTrue(DataSpec.parse("ais:x").reader() instanceof Ais);
  }

  private AisReading read(String text) throws IOException {
    return read(ais(Optional.empty(), minutes(2), 0), text);
  }

  private AisReading read(Ais ais, String text) throws IOException {
    return ais.reading(Files.writeString(temp.resolve("a.csv"), text));
  }

  private static Ais declared(AisWindows windows) {
    return ais(Optional.of(columns()), windows, 0);
  }

  static AisColumns columns() {
    return new AisColumns("id", "t", "seconds", "lat", "lon", "sog", "cog", "type");
  }

  static Ais ais(Optional<AisColumns> columns, AisWindows windows, double testShare) {
    Ais usual = new Ais();
    return new Ais(columns, usual.classes(), usual.features(), windows, testShare, 5);
  }

  /** Windows of a number of minutes, one after the other. */
  static AisWindows minutes(int steps) {
    return new AisWindows(60, 600, steps, steps, 0.5);
  }

  /** The classes of the vessels that have windows, in the order of the labels. */
  private static List<String> classesOf(AisReading reading) {
    Sequences train = reading.dataset().train();
    return java.util.stream.IntStream.of(train.labels())
        .distinct()
        .sorted()
        .mapToObj(reading.dataset().classNames()::get)
        .toList();
  }
}
