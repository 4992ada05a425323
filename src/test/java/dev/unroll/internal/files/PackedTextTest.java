package dev.unroll.internal.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PackedTextTest {

  private static final String TEXT = "Fäße,Füße\n1,2\n";

  @TempDir Path temp;

  @ParameterizedTest
  @CsvSource({
    "04224d18, packed by LZ4",
    "377abcaf271c0004, a 7z archive",
    "526172211a0700, a RAR archive",
    "504152311504150a, Parquet",
    "4152524f57310000, Arrow (Feather)",
    "934e554d505901007600, a NumPy array (.npy)",
    "894844460d0a1a0a00, HDF5",
    "4344460100000000, NetCDF",
    "53514c69746520666f726d6174203300, an SQLite database",
    "d0cf11e0a1b11ae100, an old Excel file (.xls)",
    "255044462d312e37, PDF",
    "89504e470d0a1a0a, a PNG image",
    "ffd8ffe000104a46, a JPEG image",
    "80049520, a Python pickle",
    "3c21444f43545950452068746d6c3e, a web page (HTML)",
    "0a3c68746d6c3e, a web page (HTML)",
    "3c3f786d6c20, XML",
  })
  void namesWhatIsNoText(String hex, String name) throws IOException {
    byte[] bytes = HexFormat.of().parseHex(hex);
    for (boolean gzip : new boolean[] {false, true}) {
      Path file = temp.resolve("a.csv");
      try (OutputStream out =
          gzip ? new GZIPOutputStream(Files.newOutputStream(file)) : Files.newOutputStream(file)) {
        out.write(bytes);
      }
      InputException e = assertThrows(InputException.class, () -> PackedText.open(file));
      assertTrue(
          e.getMessage().startsWith(file + ": " + name + ", which is not read here; "),
          e.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ORC,x", "PAR1,PAR2", "BZh1,x", "Obj,x", "CDF,y", "FEA1;x", "ARROW1,x", "Rar!,x"})
  void aColumnMayBeCalledAsAFormatBegins(String header) throws IOException {
    Path file = Files.writeString(temp.resolve("a.csv"), header + "\n1,2\n");
    assertEquals(List.of(header, "1,2"), lines(file, ""));
  }

  @Test
  void namesTarAndExcelAndArrays() throws IOException {
    byte[] tar = Arrays.copyOf("a.csv".getBytes(StandardCharsets.UTF_8), 600);
    System.arraycopy("ustar".getBytes(StandardCharsets.UTF_8), 0, tar, 257, 5);
    refused(Files.write(temp.resolve("a.tar"), tar), ": a tar archive, which is not read here");
    refused(zip("b.xlsx", "[Content_Types].xml", "xl/workbook.xml"), ": an Excel file (.xlsx)");
    refused(zip("c.npz", "x.npy", "y.npy"), ": NumPy arrays (.npz), which is not read here");
    refused(Files.write(temp.resolve("d"), new byte[] {'a', 0, 'b', 0}), ": no text: there are");
  }

  @Test
  void aZipOfSeveralFilesIsNamedWithOne() throws IOException {
    Path zip = zip("archive.zip", "train.csv", "test.csv", "__MACOSX/._train.csv", ".DS_Store");
    refused(
        zip, ": the zip holds 2 files: test.csv, train.csv; name one, as in " + zip + "/train.csv");
    assertEquals(List.of("test.csv"), lines(zip.resolve("test.csv"), ""));
    assertEquals(List.of("train.csv"), lines(zip.resolve("train.csv"), ""));
    InputException e =
        assertThrows(InputException.class, () -> PackedText.open(zip.resolve("tset.csv")));
    assertEquals(
        zip + ": the zip holds no file 'tset.csv'; it holds test.csv, train.csv", e.getMessage());
    Path folders = zip("folders.zip", "a/b/data.csv", "a/c/data.csv");
    assertEquals(List.of("a/c/data.csv"), lines(folders.resolve("a/c/data.csv"), ""));
    refused(zip("none.zip", "__MACOSX/._a.csv"), ": the zip holds no file");
    assertEquals(List.of("a/b.csv"), lines(zip("one.zip", "a/b.csv", ".DS_Store"), ""));
    refused(temp.resolve("nowhere/a.csv"), ": no such file; check the path");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "windows-1252"})
  void tellsEncodings(String name) throws IOException {
    String mark = name.matches("UTF-(8|16.E|32)") ? "\uFEFF" : "";
    Path file = Files.write(temp.resolve("a.csv"), (mark + TEXT).getBytes(Charset.forName(name)));
    assertEquals(List.of("Fäße,Füße", "1,2"), lines(file, ""));
  }

  @Test
  void windows1252IsTold() throws IOException {
    Path file = temp.resolve("a.csv");
    Files.write(file, ("a,b\n".repeat(20_000) + TEXT).getBytes(Charset.forName("windows-1252")));
    List<String> notes = new ArrayList<>();
    try (BufferedReader reader = PackedText.open(file, "", notes::add)) {
      assertEquals("Fäße,Füße", reader.lines().skip(20_000).findFirst().get());
    }
    assertEquals(
        List.of(
            "not UTF-8 from line 20001 on, so read as Windows-1252; where names look wrong, say the"
                + " encoding by table.encoding"),
        notes);
  }

  @Test
  void theEncodingMayBeSaid() throws IOException {
    Path cyrillic = Files.write(temp.resolve("a"), "Бег".getBytes(Charset.forName("windows-1251")));
    assertEquals(List.of("Бег"), lines(cyrillic, "windows-1251"));
    Path japanese = Files.write(temp.resolve("b"), "歩く".getBytes(Charset.forName("Shift_JIS")));
    assertEquals(List.of("歩く"), lines(japanese, "Shift_JIS"));
    InputException e = assertThrows(InputException.class, () -> lines(cyrillic, "UTF-8"));
    assertEquals(
        cyrillic
            + ":1: bytes that are not UTF-8; save the file as UTF-8, or say by table.encoding what"
            + " it is",
        e.getMessage());
  }

  @Test
  void twoEncodingsInOneFileAreRefused() throws IOException {
    byte[] first = "Füße\n".getBytes(StandardCharsets.UTF_8);
    byte[] second = "Füße\n".getBytes(StandardCharsets.ISO_8859_1);
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    Path file = Files.write(temp.resolve("a"), both);
    InputException e = assertThrows(InputException.class, () -> lines(file, ""));
    assertEquals(
        file
            + ":2: bytes that are not UTF-8, though there is UTF-8 in the lines above; save the file"
            + " in one encoding, or say by table.encoding what it is",
        e.getMessage());
  }

  private static List<String> lines(Path file, String encoding) throws IOException {
    try (BufferedReader reader = PackedText.open(file, encoding, note -> {})) {
      return reader
          .lines()
          .map(line -> line.startsWith("\uFEFF") ? line.substring(1) : line)
          .collect(Collectors.toList());
    }
  }

  private static void refused(Path file, String message) {
    InputException e = assertThrows(InputException.class, () -> PackedText.open(file));
    assertTrue(e.getMessage().startsWith(file + message), e.getMessage());
  }

  /** A zip of files that hold their names. */
  private Path zip(String name, String... files) throws IOException {
    Path zip = temp.resolve(name);
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (String file : files) {
        out.putNextEntry(new ZipEntry(file));
        out.write(file.getBytes(StandardCharsets.UTF_8));
      }
    }
    return zip;
  }
}
