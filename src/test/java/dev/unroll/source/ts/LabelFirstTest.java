package dev.unroll.source.ts;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.check.InputException;
import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.data.Split;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A table with the label first against the ts file of the same problem. */
class LabelFirstTest {

  @TempDir Path temp;

  /** How a table is written. */
  record Style(String ending, String separator, String labels, String missing, boolean scientific) {

    String row(int label, float[] values, int width) {
      List<String> cells = new ArrayList<>();
      cells.add(String.format(Locale.ROOT, labels, label, (double) label));
      for (float value : values) {
        cells.add(Float.isNaN(value) ? missing : number(value));
      }
      while (cells.size() <= width) {
        cells.add(missing);
      }
      String margin = separator.isBlank() && !separator.equals("\t") ? "  " : "";
      return margin + String.join(separator, cells) + margin;
    }

    private String number(float value) {
      return scientific ? String.format(Locale.ROOT, "%.8e", value) : Float.toString(value);
    }
  }

  static List<Style> styles() {
    List<Style> styles = new ArrayList<>();
    for (String ending : List.of(".tsv", ".txt", ".csv", "")) {
      for (String separator : List.of("\t", ",", ", ", "  ", " ")) {
        for (String labels : List.of("%1$d", "%2$.1f", "%2$.7e")) {
          for (String missing : List.of("NaN", "nan", "?")) {
            styles.add(new Style(ending, separator, labels, missing, labels.endsWith("e")));
          }
        }
      }
    }
    return styles;
  }

  @ParameterizedTest
  @MethodSource("styles")
  void isReadAsTheTsFileOfTheSameProblem(Style style) throws IOException {
    Random random = new Random(style.hashCode());
    Path other = Files.createDirectory(temp.resolve("ts"));
    int width = 3 + random.nextInt(6);
    for (String part : List.of("_TRAIN", "_TEST")) {
      StringBuilder table = new StringBuilder();
      StringBuilder ts = new StringBuilder("@equalLength false\n@classLabel true -1 2 10\n@data\n");
      for (int i = 0; i < 9; i++) {
        int label = List.of(-1, 2, 10).get(i % 3);
        float[] values = values(random, i == 0 ? width : 1 + random.nextInt(width));
        table.append(style.row(label, values, width)).append('\n');
        List<String> cells = new ArrayList<>();
        for (float value : values) {
          cells.add(Float.isNaN(value) ? "?" : style.number(value));
        }
        ts.append(String.join(",", cells)).append(':').append(label).append('\n');
      }
      Files.writeString(temp.resolve("U" + part + style.ending()), table);
      Files.writeString(other.resolve("U" + part + ".ts"), ts);
    }
    Dataset expected = new Ts().read(other.toString());
    Dataset read = new Ts().read(temp.resolve("U").toString());
    assertEquals(List.of("-1", "2", "10"), read.classNames());
    assertEquals(expected.schema(), read.schema());
    assertEquals(expected.name(), read.name());
    for (Split split : Split.values()) {
      Sequences wanted = expected.split(split);
      Sequences found = read.split(split);
      assertEquals(wanted.size(), found.size());
      for (int i = 0; i < wanted.size(); i++) {
        assertArrayEquals(wanted.values(i), found.values(i));
      }
      if (!wanted.isEmpty()) {
        assertArrayEquals(wanted.labels(), found.labels());
      }
    }
  }

  /** Some missing, but not the last. */
  private static float[] values(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      boolean missing = i < count - 1 && random.nextInt(5) == 0;
      values[i] = missing ? Float.NaN : random.nextInt(20000) / 128f - 70;
    }
    return values;
  }

  @Test
  void namesOfClassesAreWords() throws IOException {
    write(".tsv", "walk\t1\t2\nrun\t3\t4\n", "run\t5\t6\n");
    Dataset read = new Ts().read(temp.resolve("U").toString());
    assertEquals(List.of("run", "walk"), read.classNames());
    assertArrayEquals(new int[] {1, 0}, read.train().labels());
    assertArrayEquals(new int[] {0}, read.test().labels());
  }

  @ParameterizedTest
  @ValueSource(strings = {"U", "U_TRAIN.tsv", "U_TEST.tsv", ""})
  void isFoundByPrefixFileOrFolder(String path) throws IOException {
    write(".tsv", "1\t1\n2\t2\n", "1\t3\n");
    assertEquals(3, new Ts().read(temp.resolve(path).toString()).test().value(0, 0, 0));
  }

  @Test
  void theTsFilesGoFirstUnlessAnotherIsNamed() throws IOException {
    write(".ts", "@classLabel true 1 2\n@data\n7:1\n8:2\n", "@classLabel true 1 2\n@data\n9:1\n");
    write(".txt", "1 1\n2 2\n", "1 3\n");
    assertEquals(9, new Ts().read(temp.toString()).test().value(0, 0, 0));
    Path named = temp.resolve("U_TEST.txt");
    assertEquals(3, new Ts().read(named.toString()).test().value(0, 0, 0));
  }

  @Test
  void mayBePacked() throws IOException {
    write(".tsv", "1\t1\n2\t2\n", "1\t3\n");
    Path test = temp.resolve("U_TEST.tsv");
    byte[] text = Files.readAllBytes(test);
    Files.delete(test);
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(temp.resolve("U_TEST.tsv.gz")))) {
      out.write(text);
    }
    assertEquals(3, new Ts().read(temp.resolve("U").toString()).test().value(0, 0, 0));
  }

  @Test
  void saysFileAndLineOfWhatIsWrong() throws IOException {
    Path train = temp.resolve("U_TRAIN.tsv");
    assertFails(
        train
            + ":2: expected 2 cells, as in the first row, found 3; a shorter sequence ends with"
            + " NaN",
        "1\t1\n2\t2\t3\n");
    assertFails(train + ":2: expected a label and then values, found no value", "1\t1\n2\tNaN\n");
    assertFails(train + ":1: expected a finite number, found 'x'", "label\tx\n1\t2\n");
    assertFails(
        train + ": all cases are of one class; there is nothing to tell apart", "1\t1\n1\t2\n");
    write(".tsv", "1\t1\n2\t2\n", "3\t1\n");
    InputException e =
        assertThrows(InputException.class, () -> new Ts().read(temp.resolve("U").toString()));
    assertEquals(
        temp.resolve("U_TEST.tsv") + ":1: unknown class '3'; known are 1 2; did you mean '1'?",
        e.getMessage());
    Files.delete(temp.resolve("U_TEST.tsv"));
    e = assertThrows(InputException.class, () -> new Ts().read(temp.resolve("U").toString()));
    assertEquals(
        temp
            + "/U_TEST.tsv: no such file, nor with .gz, .zip, .zst, .bz2 or .xz; give ts:PREFIX of PREFIX_TRAIN.ts and"
            + " PREFIX_TEST.ts (or .tsv, .txt, .arff), or the folder of both",
        e.getMessage());
  }

  private void assertFails(String message, String train) throws IOException {
    write(".tsv", train, "1\t1\n");
    InputException e =
        assertThrows(InputException.class, () -> new Ts().read(temp.resolve("U").toString()));
    assertEquals(message, e.getMessage());
  }

  private void write(String ending, String train, String test) throws IOException {
    Files.write(temp.resolve("U_TRAIN" + ending), train.getBytes(StandardCharsets.UTF_8));
    Files.write(temp.resolve("U_TEST" + ending), test.getBytes(StandardCharsets.UTF_8));
  }
}
