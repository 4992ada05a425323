package dev.unroll.source.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import dev.unroll.data.DataSource;
import dev.unroll.data.Dataset;
import dev.unroll.data.Schema;
import dev.unroll.data.Sequences;
import dev.unroll.data.Signal;
import dev.unroll.settings.RecordReader;
import dev.unroll.settings.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One file of what a model of a folder of recordings is used on. */
class CsvRecordingTest {

  private static final Schema SCHEMA =
      Schema.ofClasses(List.of(new Signal("x", ""), new Signal("y", "")), List.of("down", "up"));

  @TempDir Path temp;

  static Stream<Arguments> forms() {
    List<Arguments> forms = new ArrayList<>();
    for (String ending : List.of("csv", "txt", "tsv")) {
      for (String separator : List.of(",", ";", "\t", "|")) {
        for (boolean timed : new boolean[] {false, true}) {
          for (boolean told : new boolean[] {false, true}) {
            for (int window : new int[] {0, 2}) {
              for (String settings :
                  List.of("", "labels: labels.csv", "columns: {group: person}")) {
                forms.add(Arguments.of(ending, separator, timed, told, window, settings));
              }
            }
          }
        }
      }
    }
    return forms.stream();
  }

  @Test
  void theFamilyIsLarge() {
    assertTrue(forms().count() >= 200, forms().count() + " forms");
  }

  @ParameterizedTest
  @MethodSource("forms")
  void aFileIsOneRecordingByItsName(
      String ending, String separator, boolean timed, boolean told, int window, String settings)
      throws IOException {
    int steps = 5;
    StringBuilder text = new StringBuilder("y,x" + (timed ? ",step" : "") + (told ? ",label" : ""));
    for (int row = 0; row < steps; row++) {
      int step = timed ? steps - 1 - row : row;
      text.append('\n').append(-step).append(',').append(step + 0.5);
      text.append(timed ? "," + step : "").append(told ? ",up" : "");
    }
    Path file =
        Files.writeString(
            temp.resolve("rec 7." + ending), text.append('\n').toString().replace(",", separator));
    DataSource reader =
        csv("{window: " + window + (settings.isEmpty() ? "}" : ", " + settings + "}"))
            .forRecordings();
    assertRecording(reader.readToPredict(file.toString(), SCHEMA).orElseThrow(), window, steps);
    if (told) {
      Dataset scored = reader.readToScore(file.toString(), SCHEMA);
      assertRecording(scored.test(), window, steps);
      assertEquals(1, scored.test().label(0));
    } else {
      InputException e =
          assertThrows(InputException.class, () -> reader.readToScore(file.toString(), SCHEMA));
      assertTrue(e.getMessage().contains("no column 'label'"), e.getMessage());
    }
  }

  private static void assertRecording(Sequences found, int window, int steps) {
    assertEquals(window == 0 ? 1 : 2, found.size());
    for (int i = 0; i < found.size(); i++) {
      assertEquals(window == 0 ? "rec 7" : "rec 7@" + 2 * i, found.name(i));
      assertEquals(window == 0 ? steps : window, found.length(i));
      for (int step = 0; step < found.length(i); step++) {
        assertEquals(2 * i + step + 0.5f, found.value(i, step, 0));
        assertEquals(-2 * i - step, found.value(i, step, 1));
      }
    }
  }

  @Test
  void aColumnTellsSequencesApartWhereItIsThere() throws IOException {
    Path file =
        Files.writeString(temp.resolve("two.csv"), "index,x,y\na,1,2\na,1,2\nb,3,4\nb,3,4\n");
    Sequences found =
        csv("{}").forRecordings().readToPredict(file.toString(), SCHEMA).orElseThrow();
    assertEquals(List.of("a", "b"), List.of(found.name(0), found.name(1)));
  }

  @Test
  void aFolderIsReadAsBefore() throws IOException {
    Files.createDirectories(temp.resolve("new"));
    for (String name : List.of("a", "b")) {
      Files.writeString(temp.resolve("new/" + name + ".csv"), "x,y\n1,2\n3,4\n");
    }
    Sequences found =
        csv("{}")
            .forRecordings()
            .readToPredict(temp.resolve("new").toString(), SCHEMA)
            .orElseThrow();
    assertEquals(List.of("a", "b"), List.of(found.name(0), found.name(1)));
  }

  private static Csv csv(String settings) {
    return new RecordReader("settings").read(Yaml.tree(settings, ""), Csv.class);
  }
}
