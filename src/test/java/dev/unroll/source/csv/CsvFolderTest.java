package dev.unroll.source.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.data.Split;
import dev.unroll.settings.RecordReader;
import dev.unroll.settings.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Folders with a file for each recording. */
class CsvFolderTest {

  @TempDir Path temp;

  private static Csv csv(String settings) {
    return new RecordReader("settings").read(Yaml.tree(settings, ""), Csv.class);
  }

  /**
   * How a folder is laid out.
   *
   * @param parts names of part folders; none for no such folders
   * @param classes whether classes are folders rather than a column
   * @param separator of cells
   * @param ending of names
   * @param timed whether rows are reversed and have a time
   */
  record Layout(
      List<String> parts, boolean classes, String separator, String ending, boolean timed) {

    String place(int recording) {
      String part = parts.isEmpty() ? "" : parts.get(recording % parts.size()) + "/";
      return part + (classes ? className(recording) + "/" : "") + "rec_" + recording + ending;
    }

    static String className(int recording) {
      return recording / 3 % 2 == 0 ? "faulty" : "normal";
    }

    String text(int recording) {
      List<String> rows = new ArrayList<>();
      for (int step = 0; step < 3 + recording % 4; step++) {
        List<String> cells = new ArrayList<>();
        if (timed) {
          cells.add(Double.toString(step * 0.5));
        }
        if (!classes) {
          cells.add(className(recording));
        }
        cells.add(Integer.toString(recording * 100 + (step * 7) % 5));
        cells.add("-1.5");
        rows.add(timed ? 0 : rows.size(), String.join(separator, cells));
      }
      String header = (timed ? "at," : "") + (classes ? "" : "label,") + "ax,ay";
      return header.replace(",", separator) + "\n" + String.join("\n", rows) + "\n";
    }
  }

  static Stream<Arguments> layouts() {
    List<Arguments> layouts = new ArrayList<>();
    for (List<String> parts :
        List.of(
            List.<String>of(),
            List.of("train", "test"),
            List.of("Train", "VAL", "Test"),
            List.of("training", "validation", "testing"))) {
      for (boolean classes : new boolean[] {true, false}) {
        for (String separator : List.of(",", ";", "\t")) {
          for (String ending : List.of(".csv", ".TSV", ".txt")) {
            for (boolean timed : new boolean[] {true, false}) {
              layouts.add(Arguments.of(new Layout(parts, classes, separator, ending, timed)));
            }
          }
        }
      }
    }
    return layouts.stream();
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void aFileIsASequenceOfTheClassAndPartThatItsPlaceTells(Layout layout) throws IOException {
    for (int recording = 0; recording < 12; recording++) {
      write(layout.place(recording), layout.text(recording));
    }
    write("README.md", "# not a table");
    write(".hidden.csv", "x\n1\n");
    Csv settings = csv(layout.timed ? "{columns: {time: at}}" : "{}");
    Dataset found = settings.read(temp.toString());
    assertEquals(List.of("faulty", "normal"), found.classNames());
    assertEquals(List.of("ax", "ay"), found.signals().stream().map(s -> s.name()).toList());
    assertTrue(
        found.notes().contains("1 files are no tables and are passed over; the first is README.md"),
        found.notes().toString());
    int count = 0;
    for (Split split : Split.values()) {
      Sequences part = found.split(split);
      for (int i = 0; i < part.size(); i++) {
        count++;
        int recording = (int) part.value(i, 0, 0) / 100;
        assertEquals(3 + recording % 4, part.length(i));
        assertEquals(
            (layout.classes ? Layout.className(recording) + "/" : "") + "rec_" + recording,
            part.name(i));
        assertEquals(Layout.className(recording), found.classNames().get(part.label(i)));
        for (int step = 0; step < part.length(i); step++) {
          assertEquals(recording * 100 + (step * 7) % 5, part.value(i, step, 0));
        }
        if (!layout.parts.isEmpty()) {
          String told = layout.parts.get(recording % layout.parts.size());
          assertTrue(
              told.toLowerCase(Locale.ROOT).startsWith(split.label().substring(0, 3)),
              told + " as " + split);
        }
      }
    }
    assertEquals(12, count);
    assertEquals(
        12,
        settings.readToPredict(temp.toString(), found.schema()).orElseThrow().size(),
        "whole, to predict");
  }

  private void write(String name, String text) throws IOException {
    Path file = temp.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void filesMayHaveSeveralSequencesAndDecimalMarksOfTheirOwn() throws IOException {
    write("a/one.csv", "index,x\n1,0.5\n1,0.75\n2,0.25\n");
    write("b/one.csv", "index;x\n1;0,5\n2;0,25\n2;1,5\n");
    Csv settings = csv("{split: {type: by-group, test: 0}}");
    Sequences all = settings.read(temp.toString()).train();
    assertEquals(
        List.of("a/one/1", "a/one/2", "b/one/1", "b/one/2"),
        List.of(all.name(0), all.name(1), all.name(2), all.name(3)));
    assertEquals(1.5f, all.value(3, 1, 0));
    assertEquals(all.group(0), all.group(1), "a file is on one side of a split");
  }

  @Test
  void aTableTellsWhatIsTrueOfFiles() throws IOException {
    for (int i = 0; i < 8; i++) {
      write("rec" + i + ".csv", "x\n" + (i * 7 % 5) + "\n" + i * 10 + "\n");
    }
    StringBuilder text = new StringBuilder("file;kind;person\nrec99;up;bob\n");
    for (int i = 7; i >= 0; i--) {
      text.append("rec").append(i).append(i % 2 == 0 ? ";" : ".csv;");
      text.append(i % 4 < 2 ? "up;" : "down;").append(i < 4 ? "ann\n" : "bob\n");
    }
    write("labels.csv", text.toString());
    Csv settings =
        csv(
            "{labels: labels.csv, columns: {group: person}, target: {column: kind},"
                + " split: {type: by-group, test: 0}}");
    Dataset found = settings.read(temp.toString());
    assertEquals(8, found.train().size());
    assertEquals("person", found.schema().grouping());
    for (int i = 0; i < 8; i++) {
      assertEquals("rec" + i, found.train().name(i));
      assertEquals(i % 4 < 2 ? "up" : "down", found.classNames().get(found.train().label(i)));
      assertEquals(i < 4 ? 0 : 1, found.train().group(i));
    }
    assertTrue(found.notes().contains("1 rows of labels.csv name no file"), "" + found.notes());
    Files.delete(temp.resolve("labels.csv"));
    assertEquals(8, settings.readToPredict(temp.toString(), found.schema()).orElseThrow().size());
    write("labels.csv", "file,kind,person\nrec0,up,ann\n");
    InputException e = assertThrows(InputException.class, () -> settings.read(temp.toString()));
    assertEquals(
        temp
            + "/labels.csv: no row names the file 'rec1'; add one, or remove the file from the"
            + " folder",
        e.getMessage());
    write("labels.csv", "file,x\nrec0,up\n");
    for (int i = 1; i < 8; i++) {
      Files.delete(temp.resolve("rec" + i + ".csv"));
    }
    e = assertThrows(InputException.class, () -> settings.read(temp.toString()));
    assertEquals(
        temp + "/rec0.csv:1: column 'x' is in the file, but what it tells comes from elsewhere too",
        e.getMessage());
    write("more/rec0.csv", "x\n1\n");
    Files.move(
        temp.resolve("rec0.csv"), Files.createDirectory(temp.resolve("b")).resolve("rec0.csv"));
    e = assertThrows(InputException.class, () -> settings.read(temp.toString()));
    assertEquals(
        temp
            + "/labels.csv: 'rec0' names the files 'b/rec0' and 'more/rec0'; name them with their"
            + " folders",
        e.getMessage());
  }

  @Test
  void saysWhereAndWhatIsWrong() throws IOException {
    assertFails(Map.of("notes.md", ""), ": has no tables; expected files such as recording.csv");
    assertFails(
        Map.of("X_train.npy", ""),
        ": has no tables; expected files such as recording.csv in it, or in a folder for each class;"
            + " it has arrays of NumPy, which are read as numpy:FOLDER");
    assertFails(
        Map.of("a/1.csv", "x\n1\n", "2.csv", "x\n1\n"),
        ": a/1.csv is in a folder for its class and 2.csv is not; expected all files in such");
    assertFails(
        Map.of("a/1.csv", "x,y\n1,2\n", "b/2.csv", "y,x\n1,2\n"),
        "/b/2.csv:1: the columns are y, x, but those of " + temp + "/a/1.csv are x, y; files of");
    assertFails(
        Map.of("a/1.csv", "x\n1\n2\n", "b/2.csv", "x\n1\noops\n"), "/b/2.csv:3: column 'x'");
    assertFails(Map.of("a/1.csv", "x\n1\n", "b/2.csv", "x\n"), "/b/2.csv: the file has a header");
    assertFails(
        Map.of("1.csv", "x,y\n1,2\n"),
        "/1.csv:1: there is no column 'label', which target names, and the files are in no folders"
            + " of classes; its columns are x, y");
  }

  private void assertFails(Map<String, String> files, String message) throws IOException {
    for (Map.Entry<String, String> file : files.entrySet()) {
      write(file.getKey(), file.getValue());
    }
    InputException e = assertThrows(InputException.class, () -> new Csv().read(temp.toString()));
    assertTrue(e.getMessage().startsWith(temp + message), e.getMessage());
    for (String file : files.keySet()) {
      Files.delete(temp.resolve(file));
    }
  }
}
