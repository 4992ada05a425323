package dev.unroll.internal.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import dev.unroll.internal.files.PackedText;
import dev.unroll.source.table.TableFormat;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that other programs wrote, held to the values that they were given. */
class ContainersTest {

  private static final Path FOLDER = Path.of("src/test/resources/dev/unroll/internal/table");
  private static final String CELLS = ".cells";

  @TempDir Path temp;

  static List<String> tables() throws IOException {
    List<String> names = new ArrayList<>();
    for (String zip : List.of("parquet.zip", "arff.zip")) {
      names(zip).stream()
          .filter(name -> !name.endsWith(CELLS) && !name.matches("(refused|use)/.*"))
          .forEach(name -> names.add(zip + "/" + name));
    }
    assertTrue(names.size() > 110, names.size() + " tables");
    return names;
  }

  static List<String> packed() throws IOException {
    List<String> names =
        names("packed.zip").stream().filter(name -> !name.endsWith(".csv")).toList();
    assertEquals(66, names.size());
    return names;
  }

  private static List<String> names(String zip) throws IOException {
    try (ZipFile file = new ZipFile(FOLDER.resolve(zip).toFile())) {
      return Collections.list(file.entries()).stream().map(ZipEntry::getName).toList();
    }
  }

  private static byte[] bytes(String zip, String name) throws IOException {
    try (ZipFile file = new ZipFile(FOLDER.resolve(zip).toFile());
        InputStream in = file.getInputStream(file.getEntry(name))) {
      return in.readAllBytes();
    }
  }

  private Path plain(String zip, String name) throws IOException {
    return Files.write(temp.resolve(name.replace('/', '-')), bytes(zip, name));
  }

  private static List<List<String>> read(Path file) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    try (TableInput table =
        TableFile.open(file).rows(new TableFormat(), note -> rows.add(List.of(note)))) {
      assertTrue(table.isNamed());
      while (table.next()) {
        rows.add(List.copyOf(table.cells()));
      }
    }
    return rows;
  }

  private static List<List<String>> expected(String zip, String name) throws IOException {
    String text = new String(bytes(zip, name + CELLS), StandardCharsets.UTF_8);
    return Stream.of(text.split("\u001e"))
        .map(row -> List.of(row.substring(0, row.length() - 1).split("\u001f", -1)))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("tables")
  void tablesHaveTheValuesThatWereWritten(String path) throws IOException {
    String zip = path.substring(0, path.indexOf('/'));
    String name = path.substring(zip.length() + 1);
    for (Path file : List.of(FOLDER.resolve(path), plain(zip, name))) {
      List<List<String>> found = read(file);
      List<List<String>> expected = expected(zip, name);
      assertEquals(expected.get(0), found.get(0));
      assertEquals(expected.size(), found.size());
      for (int row = 1; row < expected.size(); row++) {
        for (int column = 0; column < expected.get(0).size(); column++) {
          String where = expected.get(0).get(column) + " of row " + row;
          assertSame(expected.get(row).get(column), found.get(row).get(column), where);
        }
      }
    }
  }

  /** Programs write the same double in other digits. */
  private static void assertSame(String expected, String found, String where) {
    if (where.matches("(y|half) of.*") && !expected.isEmpty()) {
      assertEquals(Float.parseFloat(expected), Float.parseFloat(found), where);
      return;
    }
    boolean fraction = expected.matches("-?[0-9.]+(e[+-]?\\d+)?") && expected.matches(".*[.e].*");
    if (fraction) {
      assertEquals(Double.parseDouble(expected), Double.parseDouble(found), where);
      return;
    }
    assertEquals(
        expected, found.equals("?") || found.equals("NaN") ? gone(expected, found) : found, where);
  }

  private static String gone(String expected, String found) {
    return expected.equals("NaN") ? found : "";
  }

  @ParameterizedTest
  @MethodSource("packed")
  void packedTextsAreThoseThatWerePacked(String name) throws IOException {
    String text =
        new String(
            bytes("packed.zip", name.substring(0, name.indexOf(".csv")) + ".csv"),
            StandardCharsets.UTF_8);
    assertEquals(text, text(plain("packed.zip", name)));
    assertEquals(text, text(FOLDER.resolve("packed.zip").resolve(name)), "in a zip");
  }

  private static String text(Path file) throws IOException {
    try (BufferedReader reader = PackedText.open(file)) {
      return reader.lines().map(line -> line + "\n").collect(Collectors.joining());
    }
  }

  @ParameterizedTest
  @MethodSource("packed")
  void whatIsCutOrDamagedIsRefused(String name) throws IOException {
    byte[] whole = bytes("packed.zip", name);
    Path file = temp.resolve("cut");
    String right = text(Files.write(file, whole));
    for (int cut = 12; cut < whole.length; cut += Math.max(1, whole.length / 9)) {
      Files.write(file, Arrays.copyOf(whole, cut));
      if (!name.matches(".*(frames|skipped|streams).*") || !isWhole(file, right)) {
        refused(file, "cut at " + cut);
      }
    }
    if (name.matches(".*(none.xz|unchecked.zst)")) {
      return;
    }
    for (int at = whole.length / 3; at < whole.length - 12; at += Math.max(1, whole.length / 9)) {
      byte[] other = whole.clone();
      other[at] ^= 0x10;
      Files.write(file, other);
      if (!isWhole(file, right)) {
        refused(file, "damaged at " + at);
      }
    }
  }

  /**
   * Whether nothing is lost: a cut lies between whole parts, or a bit that means nothing changed.
   */
  private static boolean isWhole(Path file, String right) throws IOException {
    try {
      String found = text(file);
      return right.startsWith(found.substring(0, Math.max(0, found.length() - 1)));
    } catch (InputException e) {
      return false;
    }
  }

  private static void refused(Path file, String what) {
    InputException e = assertThrows(InputException.class, () -> text(file), what);
    assertTrue(
        e.getMessage().startsWith(file + ": the packed file is damaged or cut short ("),
        e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "lists, column 'deep' holds lists",
    "groups of values, column 'deep' holds groups of values",
    "maps, column 'deep' holds maps",
    "brotli, Parquet packed by BROTLI",
    "bytes, column 'deep' holds bytes that are no text"
  })
  void whatIsNotReadIsRefusedByName(String name, String message) throws IOException {
    Path file = plain("parquet.zip", "refused/" + name + ".parquet");
    InputException e = assertThrows(InputException.class, () -> read(file));
    assertTrue(e.getMessage().startsWith(file + ": " + message), e.getMessage());
  }

  @Test
  void aParquetFileThatIsCutOrDamagedIsRefused() throws IOException {
    List<String> names =
        names("parquet.zip").stream().filter(name -> name.matches("[a-z]+-[12]-.*t")).toList();
    int caught = 0;
    int tried = 0;
    for (String name : names) {
      byte[] whole = bytes("parquet.zip", name);
      List<List<String>> right = read(plain("parquet.zip", name));
      Path file = temp.resolve("cut.parquet");
      for (int i = 1; i <= 5; i++) {
        Files.write(file, Arrays.copyOf(whole, whole.length * i / 6));
        InputException e = assertThrows(InputException.class, () -> read(file));
        assertTrue(e.getMessage().contains("Parquet file is cut short"), e.getMessage());
      }
      for (int i = 0; i < 10; i++) {
        byte[] other = whole.clone();
        other[8 + (whole.length - 16) * i / 10] ^= 0x15;
        Files.write(file, other);
        tried++;
        try {
          caught += read(file).equals(right) ? 0 : 1;
        } catch (InputException e) {
          assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
          caught++;
        }
      }
    }
    assertTrue(tried > 600 && caught > 0, "no other exception in " + tried);
  }

  @Test
  void aTemporaryCopyIsRemoved() throws IOException {
    Path folder = Path.of(System.getProperty("java.io.tmpdir"));
    long before = copies(folder);
    read(FOLDER.resolve("parquet.zip/kinds.parquet"));
    assertFalse(copies(folder) > before);
  }

  private static long copies(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().matches("unroll-.*parquet"))
          .count();
    }
  }
}
