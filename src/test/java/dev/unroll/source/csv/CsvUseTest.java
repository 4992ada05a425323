package dev.unroll.source.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import dev.unroll.data.Dataset;
import dev.unroll.data.Schema;
import dev.unroll.data.Sequences;
import dev.unroll.data.Signal;
import dev.unroll.settings.RecordReader;
import dev.unroll.settings.Yaml;
import dev.unroll.source.table.TableFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that a model is used on: whole, by name, in order of time, whatever a training needs. */
class CsvUseTest {

  private static final Schema SCHEMA =
      Schema.ofClasses(
          List.of(new Signal("x", ""), new Signal("y", "")), List.of("down", "even", "up"));

  private static final String OWN_COLUMNS =
      "{columns: {sequence: walk, time: at, group: person}, target: {type: label, column: kind}}";

  @TempDir Path temp;

  /** How a file is written: 3 x 3 x 3 x 2 x 2 ways. */
  record Form(String separator, String time, String order, boolean told, boolean own) {
    String row(String name, int step, String kind) {
      List<String> cells = new ArrayList<>(List.of(name, time(step), "note " + step));
      if (told) {
        cells.add(kind);
      }
      cells.add(Integer.toString(-step));
      cells.add(Double.toString(step + 0.5));
      return String.join(separator, cells) + "\n";
    }

    private String time(int step) {
      return switch (time) {
        case "number" -> Double.toString(100 - 0.25 + step * 0.25);
        case "date" -> LocalDateTime.of(2026, 2, 27, 0, 0).plusDays(step).toLocalDate().toString();
        default -> LocalDateTime.of(2026, 12, 31, 23, 59, 58).plusSeconds(step).toString();
      };
    }

    String header() {
      List<String> names = new ArrayList<>(List.of(own ? "walk" : "index", own ? "at" : "step"));
      names.add("note");
      if (told) {
        names.add(own ? "kind" : "label");
      }
      names.addAll(List.of("y", "x"));
      return String.join(separator, names) + "\n";
    }

    List<Integer> steps(int count) {
      List<Integer> steps = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        steps.add(i);
      }
      if (order.equals("reversed")) {
        Collections.reverse(steps);
      } else if (order.equals("shuffled")) {
        Collections.shuffle(steps, new Random(count));
      }
      return steps;
    }
  }

  static Stream<Arguments> forms() {
    List<Arguments> forms = new ArrayList<>();
    for (String separator : List.of(",", ";", "\t")) {
      for (String time : List.of("number", "date", "date and time")) {
        for (String order : List.of("in order", "reversed", "shuffled")) {
          for (boolean told : new boolean[] {false, true}) {
            for (boolean own : new boolean[] {false, true}) {
              forms.add(Arguments.of(new Form(separator, time, order, told, own)));
            }
          }
        }
      }
    }
    return forms.stream();
  }

  private Path write(Form form) throws IOException {
    StringBuilder text = new StringBuilder(form.header());
    for (int walk = 0; walk < 5; walk++) {
      for (int step : form.steps(3 + walk)) {
        text.append(form.row("w" + (7 - walk), step, walk % 2 == 0 ? "up" : "down"));
      }
    }
    return Files.writeString(temp.resolve("new.csv"), text);
  }

  private static Csv csv(String settings) {
    return new RecordReader("settings").read(Yaml.tree(settings, ""), Csv.class);
  }

  @ParameterizedTest
  @MethodSource("forms")
  void sequencesToPredictAreWholeNamedAndInOrder(Form form) throws IOException {
    Path file = write(form);
    Csv settings = csv(form.own ? OWN_COLUMNS : "{}");
    assertTrue(settings.tellsSequences(SequenceCsv.columnNames(file, new TableFormat())));
    assertWalks(settings.readToPredict(file.toString(), SCHEMA).orElseThrow());
    if (!form.own) {
      SequenceCsv.Table table = SequenceCsv.readAnySteps(file, List.of("x", "y"));
      assertEquals(List.of("w7", "w6", "w5", "w4", "w3"), table.indices());
      assertWalks(table.sequences());
    }
    if (form.told) {
      Dataset scored = settings.readToScore(file.toString(), SCHEMA);
      assertEquals(SCHEMA.target(), scored.schema().target(), "a class of the model may lack");
      assertWalks(scored.test());
      for (int walk = 0; walk < 5; walk++) {
        assertEquals(walk % 2 == 0 ? 2 : 0, scored.test().label(walk));
      }
    }
  }

  private static void assertWalks(Sequences found) {
    assertEquals(5, found.size());
    for (int walk = 0; walk < 5; walk++) {
      assertEquals("w" + (7 - walk), found.name(walk));
      assertEquals(3 + walk, found.length(walk));
      for (int step = 0; step < 3 + walk; step++) {
        assertEquals(step + 0.5f, found.value(walk, step, 0));
        assertEquals(-step, found.value(walk, step, 1));
      }
    }
  }

  private Path file(String text) throws IOException {
    return Files.writeString(temp.resolve("a.csv"), text.replace('~', '\n'));
  }

  @Test
  void aPartOfATrainingKeepsTheNamesOfTheFile() throws IOException {
    StringBuilder text = new StringBuilder("index,label,x,y\n");
    for (int i = 0; i < 20; i++) {
      text.append("r").append(i).append(i % 2 == 0 ? ",up," : ",down,");
      text.append(i * 7 % 20).append(",0\n");
    }
    Dataset dataset = new Csv().read(file(text.toString()).toString());
    assertEquals(4, dataset.test().size());
    for (Sequences part : List.of(dataset.train(), dataset.test())) {
      for (int i = 0; i < part.size(); i++) {
        assertEquals("r" + ((int) part.value(i, 0, 0)) * 3 % 20, part.name(i));
      }
    }
    Sequences together = dataset.undivided().test();
    assertEquals(20, together.size());
    for (int i = 0; i < 20; i++) {
      assertEquals("r" + i, together.name(i), "in the order of the file");
      assertEquals(i * 7 % 20, together.value(i, 0, 0));
      assertEquals(i % 2 == 0 ? 1 : 0, together.label(i));
    }
  }

  @Test
  void windowsAreNamedByTheirFirstSteps() throws IOException {
    Csv settings = csv("{window: 2, stride: 1}");
    Sequences found =
        settings
            .readToPredict(file("index,x,y~a,1,1~a,2,2~a,3,3~b,4,4~b,5,5~").toString(), SCHEMA)
            .orElseThrow();
    assertEquals(List.of("a@0", "a@1", "b"), List.of(found.name(0), found.name(1), found.name(2)));
    assertEquals(2, found.value(1, 0, 0));
  }

  @Test
  void groupsAreNamedWhereSequencesAloneAreNot() throws IOException {
    Csv settings = csv("{columns: {group: who}}");
    Sequences same =
        settings
            .readToPredict(file("who,index,x,y~ann,1,1,1~bob,1,2,2~").toString(), SCHEMA)
            .orElseThrow();
    assertEquals(List.of("ann/1", "bob/1"), List.of(same.name(0), same.name(1)));
    Sequences none =
        settings.readToPredict(file("index,x,y~1,1,1~2,2,2~").toString(), SCHEMA).orElseThrow();
    assertEquals(List.of("1", "2"), List.of(none.name(0), none.name(1)));
  }

  @Test
  void aRowASequenceIsNumberedFromZero() throws IOException {
    Csv settings = csv("{form: wide}");
    Sequences found =
        settings
            .readToPredict(file("x_0,x_1,y_0,y_1~1,2,3,4~5,6,7,8~").toString(), SCHEMA)
            .orElseThrow();
    assertEquals(List.of("0", "1"), List.of(found.name(0), found.name(1)));
    assertEquals(8, found.value(1, 1, 1));
  }

  @Test
  void aColumnOfPartsCountsWhereAFileHasIt() throws IOException {
    Csv settings = csv("{split: {type: by-column, column: part}}");
    Dataset parts =
        settings.readToScore(
            file("index,label,part,x,y~0,up,train,1,1~1,down,test,2,2~").toString(), SCHEMA);
    assertEquals(1, parts.test().size());
    Dataset whole =
        settings.readToScore(file("index,label,x,y~0,up,1,1~1,up,2,2~").toString(), SCHEMA);
    assertEquals(2, whole.test().size());
  }

  @Test
  void saysWhatAFileLacks() throws IOException {
    Csv settings = csv(OWN_COLUMNS);
    assertFails(
        () -> settings.readToPredict(file("walk,at,x~a,0,1~").toString(), SCHEMA),
        ":1: the header has no column 'y', which columns.features names; its columns are walk, at,"
            + " x; did you mean 'x'?");
    assertFails(
        () -> settings.readToPredict(file("walk,x,y~a,0,1~").toString(), SCHEMA),
        ":1: the header has no column 'at', which columns.time names; its columns are walk, x, y;"
            + " did you mean 'x'?");
    assertFails(
        () -> settings.readToScore(file("walk,at,x,y~a,0,1,1~").toString(), SCHEMA),
        ":1: the header has no column 'kind', which target names; its columns are walk, at, x, y");
    assertFails(
        () -> settings.readToScore(file("walk,at,kind,x,y~a,0,hop,1,1~").toString(), SCHEMA),
        ":2: unknown class 'hop'; the settings name down, even, up; did you mean 'up'?");
    assertFails(
        () -> SequenceCsv.readAnySteps(file("index,step,x~0,1,1~0,1,2~"), List.of("x")),
        ":2: sequence '0' begins here and has two rows of the same time: rows 1 and 2 of it");
  }

  private interface Reading {
    void run() throws IOException;
  }

  private void assertFails(Reading reading, String message) {
    InputException e = assertThrows(InputException.class, reading::run);
    assertEquals(temp.resolve("a.csv") + message, e.getMessage());
  }
}
