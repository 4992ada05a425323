package dev.unroll.internal.numpy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyArrayTest {

  @TempDir private Path temp;

  static Path golden(String name) {
    try {
      return Path.of(NpyArrayTest.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** As {@code make.py} has it. */
  private static int grid(int... index) {
    int[] steps = {23, 7, 2, 11};
    return IntStream.range(0, index.length).map(axis -> index[axis] * steps[axis]).sum() % 100;
  }

  @ParameterizedTest
  @ValueSource(strings = {"types.npz", "types-packed.npz"})
  void readsWhatNumPyWrote(String file) throws IOException {
    List<String> names = NpzFile.names(golden(file));
    assertEquals(46, names.size());
    for (String name : names) {
      try (SavedArray array = SavedArray.open(golden(file), name)) {
        assertEquals(List.of(4L, 5L, 3L), array.shape());
        for (int axis = 0; axis < 3; axis++) {
          checkEntries(name, array, axis);
        }
      }
    }
  }

  private static void checkEntries(String name, SavedArray array, int axis) throws IOException {
    int[] others = IntStream.range(0, 3).filter(other -> other != axis).toArray();
    int[] turned = {others[1], others[0]};
    Entries straight = array.entries(axis, others);
    Entries back = array.entries(axis, turned);
    for (int i = 0; i < straight.size(); i++) {
      int rows = (int) array.size(others[0]);
      int columns = (int) array.size(others[1]);
      for (int row = 0; row < rows; row++) {
        for (int column = 0; column < columns; column++) {
          int[] index = new int[3];
          index[axis] = i;
          index[others[0]] = row;
          index[others[1]] = column;
          double expected = expected(name, grid(index));
          String where = name + Arrays.toString(index);
          assertEquals(expected, straight.get(i).number(row * columns + column), where);
          assertEquals(expected, back.get(i).number(column * rows + row), where);
        }
      }
    }
  }

  private static double expected(String name, int grid) {
    return switch (name.charAt(0)) {
      case 'f' -> grid / 4.0 - 10;
      case 'i' -> grid - 50;
      case 'b' -> grid % 3 == 0 ? 1 : 0;
      default -> grid;
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void readsAllVersions(int version) throws IOException {
    try (SavedArray array = SavedArray.open(golden("version-" + version + ".npy"))) {
      assertEquals(grid(3, 1, 2), array.all().number(3 * 15 + 5));
      assertEquals(grid(1, 4, 0), array.all().number(15 + 12));
    }
  }

  /** 3 versions x 12 types x 2 orders of bytes x 2 of axes, of one to four axes each. */
  @Test
  void readsGeneratedArrays() throws IOException {
    Random random = new Random(5);
    int count = 0;
    for (int version = 1; version <= 3; version++) {
      for (String kind :
          List.of("f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "b1")) {
        for (char order : new char[] {'<', '>'}) {
          for (boolean columnMajor : new boolean[] {false, true}) {
            int[] shape = random.ints(1 + random.nextInt(4), 1, 6).toArray();
            int size = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
            double[] values = random.doubles(size, 0, 1).map(v -> value(kind, v)).toArray();
            byte[] bytes =
                NpyWriter.bytes(version, order + kind, columnMajor, shape, i -> values[i]);
            Path file = Files.write(temp.resolve("a.npy"), bytes);
            try (SavedArray array = SavedArray.open(file)) {
              Cells all = array.all();
              for (int i = 0; i < size; i++) {
                assertEquals(values[i], all.number(i), kind + order + columnMajor);
              }
            }
            count++;
          }
        }
      }
    }
    assertEquals(144, count);
  }

  /** A value of the type, from 0 to 1. */
  private static double value(String kind, double share) {
    return switch (kind) {
      case "f2" -> Math.rint(share * 512) / 8 - 20;
      case "f4" -> (float) (share * 2000 - 700);
      case "f8" -> share * 1e6 - 1e5;
      case "i1" -> Math.rint(share * 255) - 128;
      case "i2" -> Math.rint(share * 65535) - 32768;
      case "i4" -> Math.rint(share * 4294967295.0) - 2147483648.0;
      case "i8" -> Math.rint((share - 0.3) * (1L << 53));
      case "u1" -> Math.rint(share * 255);
      case "u2" -> Math.rint(share * 65535);
      case "u4" -> Math.rint(share * 4294967295.0);
      case "u8" -> Math.rint(share * (1L << 53));
      default -> share > 0.4 ? 1 : 0;
    };
  }

  @Test
  void wholeNumbersOf64BitsAreClassesOfTheirOwn() throws IOException {
    byte[] bytes =
        NpyWriter.file(1, "<u8", false, new int[] {1}, new byte[] {-1, -1, -1, -1, -1, -1, -1, -1});
    try (SavedArray array = SavedArray.open(Files.write(temp.resolve("u.npy"), bytes))) {
      assertEquals("18446744073709551615", array.all().text(0));
      assertEquals(0x1p64, array.all().number(0));
    }
  }

  @ParameterizedTest
  @CsvSource({"true, rest", "true, \u8d70\u308b", "false, gehen", "false, l\u00e4uft"})
  void readsTexts(boolean unicode, String text) throws IOException {
    byte[] bytes = NpyWriter.texts(unicode, new int[] {3}, text, "", "a much longer text");
    try (SavedArray array = SavedArray.open(Files.write(temp.resolve("t.npy"), bytes))) {
      assertEquals(text, array.all().text(0));
      assertEquals("", array.all().text(1));
      assertEquals("a much longer text", array.all().text(2));
    }
  }

  @Test
  void arraysThatDoNotFitIntoABlockAreReadInPieces() throws IOException {
    int[] shape = {7, 1 << 20};
    for (boolean columnMajor : new boolean[] {false, true}) {
      byte[] bytes = NpyWriter.bytes(1, "<f4", columnMajor, shape, i -> i % 1000003);
      try (SavedArray array = SavedArray.open(Files.write(temp.resolve("l.npy"), bytes))) {
        Entries entries = array.entries(0, 1);
        for (int i : new int[] {0, 6, 3, 4}) {
          int place = (1 << 20) - 5;
          assertEquals((i * (1 << 20) + place) % 1000003, entries.get(i).number(place));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "complex.npy | complex numbers (<c16); save real and imaginary parts",
        "times.npy | times (<M8[D]); save the values alone",
        "fields.npy | a structured array (each value has fields)",
        "long.npy | values of the type '<f16', which are not read",
      })
  void otherTypesAreNamed(String file, String message) {
    refused(golden(file), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), 'x': 1, } | expected no key 'x'",
        "{'descr': '<f4', 'fortran_order': False, } | expected descr, fortran_order and shape",
        "{'descr': '<f4', 'fortran_order': 0, 'shape': (3,), } | expected True or False",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-3,), } | expected a size of the shape",
        "{'descr': '<f4', 'fortran_order': False, 'shape': 3, } | expected '('",
        "{'descr': __import__('os'), 'fortran_order': False, 'shape': (3,), } | a text in quotes",
        "{'descr': '<f4', 'descr': '<f4', 'shape': (3,), } | expected the key 'descr' once",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), } + 1 | and nothing else",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), } | a size",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (9999999999, 9999999999), } | more values",
        "{'descr': '<q7', 'fortran_order': False, 'shape': (3,), } | type '<q7'",
        "nonsense | expected '{'",
      })
  void damagedHeadersAreRefused(String header, String message) throws IOException {
    for (int version = 1; version <= 3; version++) {
      byte[] bytes = NpyWriter.file(version, header, new byte[12]);
      refused(Files.write(temp.resolve("h.npy"), bytes), message);
    }
  }

  @Test
  void everyCutIsRefused() throws IOException {
    byte[] whole = NpyWriter.bytes(1, "<f4", false, new int[] {3, 2}, i -> i);
    for (int size = 0; size < whole.length; size++) {
      Path file = Files.write(temp.resolve("cut.npy"), Arrays.copyOf(whole, size));
      refused(file, "cut.npy: ");
    }
    refused(
        Files.write(temp.resolve("more.npy"), Arrays.copyOf(whole, whole.length + 1)),
        "asks for 24 bytes of values, in the shape [3, 2], but more follow it");
    Path zip = NpyWriter.npz(temp.resolve("a.npz"), false, Map.of("x", whole));
    byte[] damaged = Files.readAllBytes(zip);
    int place = new String(damaged, StandardCharsets.ISO_8859_1).indexOf("\u0093NUMPY") + 140;
    damaged[place] ^= 4;
    Path file = Files.write(temp.resolve("b.npz"), damaged);
    InputException e = assertThrows(InputException.class, () -> SavedArray.open(file, "x"));
    assertTrue(e.getMessage().contains("its checksum does not match"), e.getMessage());
  }

  private static void refused(Path file, String message) {
    InputException e = assertThrows(InputException.class, () -> SavedArray.open(file));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }
}
