package dev.unroll.internal.numpy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Arrays of objects, as NumPy pickles them. */
class ObjectArrayTest {

  @TempDir private Path temp;

  private static SavedArray open(String name) throws IOException {
    return SavedArray.open(NpyArrayTest.golden("objects.npz"), name);
  }

  /** As {@code make.py} has it. */
  private static double grid(int row, int column) {
    return (23 * row + 7 * column) % 100;
  }

  @Test
  void arraysOfTwoAxesDifferInTheirFirst() throws IOException {
    try (SavedArray array = open("two_axes")) {
      Entries entries = array.entries(0);
      int[] lengths = {3, 5, 4};
      for (int i = 0; i < 3; i++) {
        assertEquals(List.of(lengths[i], 2), entries.get(i).shape());
        for (int row = 0; row < lengths[i]; row++) {
          for (int column = 0; column < 2; column++) {
            double expected = i == 2 ? grid(row, column) / 2 : grid(row, column);
            assertEquals(expected, entries.get(i).number(2 * row + column), i + " " + row);
          }
        }
      }
      assertTrue(array.isRagged() && array.areNumbers());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "one_axis | 0 | [3] | 0.0 11.5 23.0",
        "one_axis | 1 | [1] | 1.5",
        "one_axis | 2 | [6] | 0.0 23.0 46.0 69.0 92.0 15.0",
        "lists | 0 | [3] | 0.5 1.0 2.0",
        "lists | 2 | [2] | 4.0 5.25",
        "lists_of_lists | 0 | [2, 2] | 0.0 1.0 2.0 3.0",
        "lists_of_lists | 2 | [3, 2] | 6.0 7.0 8.0 9.0 10.0 11.0",
        "lists_of_arrays | 0 | [2, 2] | 0.0 1.0 1.0 1.0",
        "lists_of_arrays | 1 | [1, 2] | 0.0 0.0",
        "numbers | 0 | [2] | 1.0 2.5",
        "numbers | 1 | [2] | 0.25 1.0",
      })
  void listsAndSingleNumbersAreRead(String name, int entry, String shape, String values)
      throws IOException {
    try (SavedArray array = open(name)) {
      Cells cells = array.isRagged() ? array.entries(0).get(entry) : array.entries(0, 1).get(entry);
      assertEquals(shape, cells.shape().toString());
      List<String> expected = List.of(values.split(" "));
      for (int i = 0; i < cells.size(); i++) {
        assertEquals(expected.get(i), Double.toString(cells.number(i)));
      }
      assertEquals(expected.size(), cells.size());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "texts, walk run walk",
    "letters, gehen l\u00e4uft \u8d70\u308b",
    "scalars, walk l\u00e4uft"
  })
  void textsAreRead(String name, String texts) throws IOException {
    try (SavedArray array = open(name)) {
      List<String> expected = List.of(texts.split(" "));
      for (int i = 0; i < expected.size(); i++) {
        assertEquals(expected.get(i), array.all().text(i));
      }
      assertTrue(array.areTexts());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "none | entry 1 is None or another object",
        "mixed | holds numbers and texts",
      })
  void whatIsNoNumberAndNoTextIsRefused(String name, String message) {
    InputException e = assertThrows(InputException.class, () -> open(name));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  private Path pickled(byte[] pickle) throws IOException {
    byte[] file = NpyWriter.file(1, "|O", false, new int[] {1}, pickle);
    return Files.write(temp.resolve("o.npy"), file);
  }

  @ParameterizedTest
  @CsvSource({
    "cposix~system~(Vecho~tR., posix.system",
    "c__builtin__~eval~(V1~tR., builtins.eval",
    "cnumpy.core.multiarray~fromfile~., numpy.core.multiarray.fromfile",
    "cpandas._libs.tslibs.timestamps~Timestamp~., pandas._libs.tslibs.timestamps.Timestamp",
  })
  void namesThatAreNotOnTheListEndTheReading(String pickle, String name) throws IOException {
    Path file = pickled(pickle.replace('~', '\n').getBytes(StandardCharsets.ISO_8859_1));
    InputException e = assertThrows(InputException.class, () -> SavedArray.open(file));
    assertTrue(
        e.getMessage().contains("an array of objects that holds '" + name + "'"), e.getMessage());
    assertTrue(e.getMessage().contains("padded array with an array 'lengths'"), e.getMessage());
  }

  /** Any byte of a pickle may be another: that is refused, or gives an array. */
  @Test
  void damagedPicklesAreRefused() throws IOException {
    byte[] whole;
    try (NpyArray array = NpzFile.array(NpyArrayTest.golden("objects.npz"), "lists_of_lists")) {
      whole = array.pickle();
    }
    ByteArrayOutputStream outcomes = new ByteArrayOutputStream();
    for (int at = 0; at < whole.length; at++) {
      for (int change : new int[] {1, 0x80, 0xff}) {
        byte[] damaged = whole.clone();
        damaged[at] ^= (byte) change;
        outcomes.write(outcome(NpyWriter.file(1, "|O", false, new int[] {3}, damaged)));
      }
      outcomes.write(
          outcome(NpyWriter.file(1, "|O", false, new int[] {3}, Arrays.copyOf(whole, at))));
    }
    assertEquals(4 * whole.length, outcomes.size());
  }

  private int outcome(byte[] file) throws IOException {
    try (SavedArray array = SavedArray.open(Files.write(temp.resolve("d.npy"), file))) {
      return array.rank();
    } catch (InputException e) {
      return 0;
    }
  }
}
