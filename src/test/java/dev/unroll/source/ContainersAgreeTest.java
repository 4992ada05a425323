package dev.unroll.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.ZstdOutputStream;
import dev.unroll.data.DataSource;
import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.data.Split;
import dev.unroll.internal.files.PackedText;
import dev.unroll.source.ais.Ais;
import dev.unroll.source.climate.Climate;
import dev.unroll.source.climate.Clock;
import dev.unroll.source.csv.Csv;
import dev.unroll.source.csv.CsvColumns;
import dev.unroll.source.csv.CsvSplit;
import dev.unroll.source.csv.CsvTarget;
import dev.unroll.source.csv.SequenceCsv;
import dev.unroll.source.ts.Ts;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** The same data in other files are the same data. */
class ContainersAgreeTest {

  private static final Path ZIP =
      Path.of("src/test/resources/dev/unroll/internal/table/parquet.zip");

  private static final CsvTarget LABEL = new CsvTarget.Label("label", List.of());

  @TempDir Path temp;

  private static Csv csv(Csv.Form form, CsvColumns columns, CsvTarget target) {
    return new Csv(
        form, columns, target, new CsvSplit.ByGroup(0.3, 0, 1), Csv.Missing.INTERPOLATE, 0, 0);
  }

  private static Csv walks() {
    return csv(
        Csv.Form.LONG,
        new CsvColumns("recording", "at", "", "", List.of()),
        new CsvTarget.Label("activity", List.of()));
  }

  @Test
  void parquetIsReadAsTheCsvOfTheSameFrame() throws IOException {
    Map<String, DataSource> sources =
        Map.of(
            "walks",
            walks(),
            "wide",
            csv(Csv.Form.WIDE, new CsvColumns(), LABEL),
            "climate",
            climate(),
            "ais",
            new Ais());
    for (Map.Entry<String, DataSource> entry : sources.entrySet()) {
      DataSource source = entry.getValue();
      String path = ZIP + "/use/" + entry.getKey();
      Dataset text = source.read(path + ".csv");
      assertTrue(text.train().size() > 3, entry.getKey());
      assertSame(text, source.read(path + ".parquet"));
    }
  }

  private static DataSource climate() {
    return new Climate(List.of(), "T", List.of(), Clock.DAY, 12, 2, List.of(3), 2, 0.5, 0.25, 6);
  }

  @Test
  void aFolderMayMixThem() throws IOException {
    Csv settings =
        csv(
            Csv.Form.LONG,
            new CsvColumns("recording", "at", "", "", List.of("x", "y")),
            new CsvTarget.Label("activity", List.of()));
    Dataset once = settings.read(ZIP + "/use/walks.parquet");
    List<String> lines = lines(ZIP + "/use/walks.csv");
    Path folder = Files.createDirectories(temp.resolve("folder"));
    for (int i = 0; i < 9; i++) {
      String name = "walk " + i + ",";
      String text =
          Stream.concat(
                  lines.stream().limit(1), lines.stream().filter(line -> line.startsWith(name)))
              .collect(Collectors.joining("\n", "", "\n"));
      String packing = List.of("", ".gz", ".zst", ".bz2", ".xz").get(i % 5);
      Files.write(folder.resolve(i + ".csv" + packing), pack(packing, text));
    }
    Dataset several = settings.read(folder.toString());
    assertEquals(9, several.train().size() + several.test().size());
    assertEquals(once.schema().target(), several.schema().target());
  }

  private static List<String> lines(String path) throws IOException {
    try (BufferedReader reader = PackedText.open(Path.of(path))) {
      return reader.lines().toList();
    }
  }

  @Test
  void shipsLieInAFolderOfAnyPacking() throws IOException {
    List<String> lines = lines(ZIP + "/use/ais.csv");
    Path folder = Files.createDirectories(temp.resolve("ships"));
    List<String> packings = List.of("", ".gz", ".zst", ".bz2", ".xz", ".zst");
    for (int ship = 0; ship < 6; ship++) {
      String text =
          lines.get(0) + "\n" + String.join("\n", lines.subList(1 + 90 * ship, 91 + 90 * ship));
      Files.write(
          folder.resolve("day" + ship + ".csv" + packings.get(ship)),
          pack(packings.get(ship), text));
    }
    Ais ais = new Ais();
    assertSame(ais.read(ZIP + "/use/ais.csv"), ais.read(folder.toString()));
  }

  static Stream<String> tables() {
    return IntStream.range(0, 24)
        .boxed()
        .flatMap(
            seed ->
                Stream.of(".gz", ".zst", ".bz2", ".xz", ".zip", ".zst.zip", ".arff", ".arff.xz")
                    .map(form -> seed + ";" + form));
  }

  @ParameterizedTest
  @MethodSource("tables")
  void tablesAreReadAlikeInAnyFile(String what) throws IOException {
    int seed = Integer.parseInt(what.substring(0, what.indexOf(';')));
    String form = what.substring(what.indexOf(';') + 1);
    Table table = new Table(new Random(seed), seed % 2 == 0, seed % 4 != 0);
    Path plain = Files.writeString(temp.resolve("data.csv"), table.csv());
    Path other;
    if (form.startsWith(".arff")) {
      other = temp.resolve("data" + form);
      Files.write(other, pack(form.substring(5), table.arff(seed)));
    } else if (form.endsWith(".zip")) {
      other = temp.resolve("data.zip");
      byte[] member = pack(form.substring(0, form.length() - 4), table.csv());
      try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(other))) {
        zip.putNextEntry(new ZipEntry("data.csv"));
        zip.write(member);
      }
    } else {
      other = temp.resolve("data.csv" + form);
      Files.write(other, pack(form, table.csv()));
    }
    Csv settings =
        csv(
            table.isLong ? Csv.Form.LONG : Csv.Form.WIDE,
            table.isLong ? new CsvColumns("index", "step", "", "", List.of()) : new CsvColumns(),
            new CsvTarget.Label("label", form.startsWith(".arff") ? List.of() : table.classes()));
    Csv told =
        csv(settings.form(), settings.columns(), new CsvTarget.Label("label", table.classes()));
    assertSame(told.read(plain.toString()), settings.read(other.toString()));
    List<String> features = told.read(plain.toString()).schema().featureNames();
    if (table.isLong && seed % 4 == 0) {
      Sequences asked = SequenceCsv.read(other, features, 99, true).sequences();
      Sequences expected = SequenceCsv.read(plain, features, 99, true).sequences();
      assertSame(expected, asked);
    }
  }

  /** A table of made numbers; classes in an order that is not that of the alphabet. */
  private static final class Table {
    private static final List<String> CLASSES =
        List.of("walk", "a run", "it's", "sit,down", "say \"x\"", "none");

    final boolean isLong;
    final List<String> names = new ArrayList<>();
    final List<List<String>> rows = new ArrayList<>();

    Table(Random random, boolean isLong, boolean gaps) {
      this.isLong = isLong;
      int signals = 1 + random.nextInt(3);
      int steps = 3 + random.nextInt(4);
      names.addAll(isLong ? List.of("index", "step", "label") : List.of("label"));
      for (int i = 0; i < signals; i++) {
        for (int step = 0; step < (isLong ? 1 : steps); step++) {
          names.add("signal " + "xyz".charAt(i) + (isLong ? "" : "_" + step));
        }
      }
      for (int i = 0; i < 14; i++) {
        String label = CLASSES.get(i % CLASSES.size());
        for (int step = 0; step < (isLong ? 2 + i % 5 : 1); step++) {
          List<String> row = new ArrayList<>();
          if (isLong) {
            row.add("s" + i);
            row.add(Integer.toString(step));
          }
          row.add(label);
          while (row.size() < names.size()) {
            boolean gap = gaps && step != 0 && random.nextInt(9) == 0;
            row.add(gap ? "?" : number(random));
          }
          rows.add(row);
        }
      }
    }

    private static String number(Random random) {
      return switch (random.nextInt(4)) {
        case 0 -> Integer.toString(random.nextInt(19) - 9);
        case 1 -> "0";
        case 2 -> Double.toString(random.nextGaussian());
        default -> String.format(Locale.ROOT, "%.3e", random.nextGaussian());
      };
    }

    List<String> classes() {
      List<String> order = new ArrayList<>(CLASSES);
      order.retainAll(
          rows.stream().map(row -> row.get(isLong ? 2 : 0)).collect(Collectors.toSet()));
      return order;
    }

    String csv() {
      StringBuilder text = new StringBuilder(String.join(",", names)).append('\n');
      for (List<String> row : rows) {
        text.append(
                row.stream()
                    .map(
                        cell ->
                            cell.matches("[\\w.? +-]*")
                                ? cell
                                : '"' + cell.replace("\"", "\"\"") + '"')
                    .collect(Collectors.joining(",")))
            .append('\n');
      }
      return text.toString();
    }

    /** In several ways of writing it. */
    String arff(int seed) {
      Random random = new Random(seed);
      String end = random.nextBoolean() ? "\n" : "\r\n";
      StringBuilder text = new StringBuilder();
      text.append(random.nextBoolean() ? "% made" + end + end : "");
      text.append(random.nextBoolean() ? "@RELATION 'a b'" : "@relation made").append(end);
      for (String name : names) {
        String kind =
            name.equals("label")
                ? CLASSES.stream()
                    .map(word -> quoted(word, random))
                    .collect(Collectors.joining(random.nextBoolean() ? ", " : ",", "{", "}"))
                : name.equals("index")
                    ? "string"
                    : List.of("numeric", "REAL", "Integer").get(random.nextInt(3));
        text.append("@Attribute\t").append(quoted(name, random)).append(' ').append(kind);
        text.append(random.nextInt(3) == 0 ? "  % a note" : "").append(end);
      }
      text.append("@DATA").append(end);
      boolean sparse = seed % 3 == 0;
      String comma = List.of(",", ", ", " ,\t", " ").get(seed % 4);
      for (List<String> row : rows) {
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
          String cell = row.get(i).equals("?") ? "?" : quoted(row.get(i), random);
          boolean left = row.get(i).equals("0") || row.get(i).equals(CLASSES.get(0));
          if (!sparse || !left) {
            cells.add(sparse ? i + " " + cell : cell);
          }
        }
        text.append(
            sparse
                ? String.join(", ", cells).transform(t -> "{" + t + "}")
                : String.join(comma, cells));
        text.append(end).append(random.nextInt(9) == 0 ? end + "% note" + end : "");
      }
      return text.toString();
    }

    private static String quoted(String text, Random random) {
      if (text.matches("[\\w.+-]+") && random.nextInt(5) > 0) {
        return text;
      }
      char quote = random.nextBoolean() ? '\'' : '"';
      return quote + text.replace("\\", "\\\\").replace("" + quote, "\\" + quote) + quote;
    }
  }

  private static byte[] pack(String packing, String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out =
        switch (packing) {
          case ".gz" -> new GZIPOutputStream(bytes);
          case ".zst" -> new ZstdOutputStream(bytes);
          case ".bz2" -> new BZip2CompressorOutputStream(bytes);
          case ".xz" -> new XZOutputStream(bytes, new LZMA2Options());
          default -> bytes;
        }) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  static IntStream problems() {
    return IntStream.range(0, 60);
  }

  @ParameterizedTest
  @MethodSource("problems")
  void problemsOfTheArchiveAreReadAlikeAsArff(int seed) throws IOException {
    Random random = new Random(seed);
    boolean several = seed % 2 == 0;
    boolean numbers = seed % 7 == 3;
    boolean unequal = seed % 3 == 0;
    List<String> classes =
        List.of(List.of("2", "1", "10"), List.of("up", "down"), List.of("b c", "a")).get(seed % 3);
    int dimensions = several ? 1 + random.nextInt(3) : 1;
    int steps = 4 + random.nextInt(5);
    String packing = List.of("", ".gz", ".zst", ".bz2", ".xz").get(seed % 5);
    for (String part : List.of("_TRAIN", "_TEST")) {
      StringBuilder ts = new StringBuilder("@problemName Made\n@equalLength " + !unequal + "\n");
      // A class of a ts file has no blank.
      List<String> words = classes.stream().map(word -> word.replace(' ', '_')).toList();
      ts.append(
          numbers ? "@targetLabel true\n" : "@classLabel true " + String.join(" ", words) + "\n");
      ts.append("@data\n");
      StringBuilder arff = new StringBuilder("% made\n@relation Made\n\n");
      arff.append(several ? "@attribute relationalAtt relational\n" : "");
      for (int step = 0; step < steps; step++) {
        arff.append("@attribute att").append(step).append(" numeric\n");
      }
      arff.append(several ? "@end relationalAtt\n" : "");
      arff.append("@attribute ").append(several ? "ClassAttribute" : "target").append(' ');
      arff.append(numbers ? "numeric" : words.stream().collect(Collectors.joining(", ", "{", "}")));
      arff.append("\n\n@data\n");
      for (int i = 0; i < 6; i++) {
        int length = unequal ? 2 + random.nextInt(steps - 1) : steps;
        String label = numbers ? Integer.toString(i * i - 3) : words.get(i % words.size());
        List<String> rows = new ArrayList<>();
        List<String> padded = new ArrayList<>();
        for (int dimension = 0; dimension < dimensions; dimension++) {
          List<String> row = new ArrayList<>();
          for (int step = 0; step < length; step++) {
            boolean gap = step > 0 && step < length - 1 && random.nextInt(6) == 0;
            row.add(gap ? "?" : Double.toString(random.nextGaussian() * 10));
          }
          rows.add(String.join(",", row));
          while (row.size() < steps) {
            row.add("?");
          }
          padded.add(String.join(",", row));
        }
        ts.append(String.join(":", rows)).append(':').append(label).append('\n');
        char quote = random.nextBoolean() ? '"' : '\'';
        arff.append(several ? quote + String.join("\\n", padded) + quote : padded.get(0))
            .append(',')
            .append(label)
            .append('\n');
      }
      Files.createDirectories(temp.resolve("arff"));
      Files.writeString(temp.resolve("Made" + part + ".ts"), ts);
      Files.write(
          temp.resolve("arff/Made" + part + ".arff" + packing), pack(packing, arff.toString()));
    }
    Dataset expected = new Ts().read(temp.resolve("Made").toString());
    assertSame(expected, new Ts().read(temp.resolve("arff/Made").toString()));
    assertSame(expected, new Ts().read(temp.resolve("arff").toString()));
  }

  private static void assertSame(Dataset expected, Dataset found) {
    assertEquals(expected.schema().target(), found.schema().target());
    assertEquals(expected.signals(), found.signals());
    for (Split split : Split.values()) {
      assertSame(expected.split(split), found.split(split));
    }
  }

  private static void assertSame(Sequences expected, Sequences found) {
    assertEquals(expected.size(), found.size());
    assertEquals(new TreeSet<>(expected.groups()), new TreeSet<>(found.groups()));
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.values(i), found.values(i), "sequence " + i);
      assertEquals(expected.name(i), found.name(i));
    }
    for (int i = 0; i < expected.size(); i++) {
      if (expected.truth().size() > 0) {
        assertArrayEquals(
            expected.truth().words(i, 0, 1).toArray(),
            found.truth().words(i, 0, 1).toArray(),
            "truth of " + i);
      }
    }
  }
}
