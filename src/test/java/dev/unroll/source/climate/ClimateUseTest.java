package dev.unroll.source.climate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import dev.unroll.data.Dataset;
import dev.unroll.data.Schema;
import dev.unroll.data.Sequences;
import dev.unroll.settings.RecordReader;
import dev.unroll.settings.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tables that a model is used on: forecasts beyond the end of the file, too. */
class ClimateUseTest {

  @TempDir Path temp;

  /**
   * How windows are cut.
   *
   * @param gap rows that are not there, from row 11 on
   */
  record Form(int steps, int step, int delay, int stride, int gap, boolean angle) {
    int reach() {
      return (steps - 1) * step;
    }

    Climate settings(String more) {
      String text =
          "{lookback: %d, step: %d, delays: [%d], stride: %d, longestGap: 0, clock: day%s}"
              .formatted(steps * step, step, delay, stride, more);
      return new RecordReader("settings").read(Yaml.tree(text, ""), Climate.class);
    }
  }

  static Stream<Arguments> forms() {
    List<Arguments> forms = new ArrayList<>();
    for (int steps : new int[] {1, 2, 5}) {
      for (int step : new int[] {1, 3}) {
        for (int delay : new int[] {1, 4, 9}) {
          for (int stride : new int[] {1, 2, 7}) {
            for (int gap : new int[] {0, 1, 3}) {
              for (boolean angle : new boolean[] {false, true}) {
                forms.add(Arguments.of(new Form(steps, step, delay, stride, gap, angle)));
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
    assertTrue(forms().count() >= 200);
  }

  private static LocalDateTime time(int row) {
    return LocalDateTime.of(2026, 2, 27, 22, 0).plusMinutes(10L * row);
  }

  private Path table(int rows, Form form) throws IOException {
    StringBuilder text = new StringBuilder("date,T (degC),wd (deg),p\n");
    for (int row = 0; row < rows; row++) {
      if (row < 11 || row >= 11 + form.gap) {
        text.append(
            String.format(
                Locale.ROOT,
                "%s,%s,%s,%s\n",
                time(row).toString().replace('T', ' '),
                row * row % 17,
                row * 30 % 360,
                row % 5));
      }
    }
    return Files.writeString(temp.resolve("new.csv"), text);
  }

  /** Ends of whole windows: a stride apart within each stretch, and the newest row. */
  private static List<Integer> ends(int rows, Form form) {
    List<Integer> ends = new ArrayList<>();
    int from = 0;
    for (int to : form.gap == 0 ? new int[] {rows} : new int[] {11, rows}) {
      for (int row = from; row < to; row++) {
        boolean chosen = (row - from) % form.stride == 0 || row == rows - 1;
        if (chosen && row - form.reach() >= from) {
          ends.add(row);
        }
      }
      from = 11 + form.gap;
    }
    return ends;
  }

  @ParameterizedTest
  @MethodSource("forms")
  void windowsWhoseFutureIsNotThereAreThere(Form form) throws IOException {
    int rows = 41;
    String angles =
        form.angle ? ", angles: [wd], columns: [T, wd]" : ", angles: [], columns: [T, p]";
    Climate settings = form.settings(angles);
    Schema schema = settings.read(longTable(form).toString()).schema();
    Path file = table(rows, form);
    Sequences found = settings.readToPredict(file.toString(), schema).orElseThrow();
    List<Integer> ends = ends(rows, form);
    assertEquals(ends.size(), found.size());
    for (int i = 0; i < ends.size(); i++) {
      int end = ends.get(i);
      assertEquals(time(end).toString().replace('T', ' ') + ":00", found.name(i));
      assertEquals(form.steps, found.length(i));
      assertEquals(Sequences.UNLABELLED, found.label(i));
      for (int step = 0; step < form.steps; step++) {
        int row = end - form.reach() + step * form.step;
        assertEquals(row * row % 17, found.value(i, step, 0));
        if (form.angle) {
          assertEquals(Math.sin(Math.toRadians(row * 30 % 360)), found.value(i, step, 1), 1e-6);
          assertEquals(Math.cos(Math.toRadians(row * 30 % 360)), found.value(i, step, 2), 1e-6);
        } else {
          assertEquals(row % 5, found.value(i, step, 1));
        }
      }
    }
  }

  /** A training file, without a gap. */
  private Path longTable(Form form) throws IOException {
    Form whole = new Form(form.steps, form.step, form.delay, form.stride, 0, form.angle);
    return Files.copy(table(400, whole), temp.resolve("train.csv"));
  }

  private static final Form PLAIN = new Form(2, 1, 3, 1, 0, false);

  @Test
  void aFileToScoreIsWhole() throws IOException {
    Climate settings = PLAIN.settings("");
    Schema schema = settings.read(longTable(PLAIN).toString()).schema();
    Path file = table(20, PLAIN);
    assertThrows(
        InputException.class,
        () -> new Form(8, 1, 3, 1, 0, false).settings("").read(file.toString()));
    Dataset scored = settings.readToScore(file.toString(), schema);
    assertEquals(20 - 1 - 3, scored.test().size());
    assertEquals(schema, scored.schema());
    assertTrue(
        IntStream.range(0, 16).allMatch(i -> scored.test().number(i, 0) == (i + 4) * (i + 4) % 17));
  }

  @Test
  void refusesOtherIntervalsUnitsAndShortFiles() throws IOException {
    Climate settings = PLAIN.settings("");
    Schema schema = settings.read(longTable(PLAIN).toString()).schema();
    Path hourly =
        Files.writeString(
            temp.resolve("hourly.csv"),
            "date,T (degC),wd (deg),p\n2026-01-01 00:00,1,2,3\n2026-01-01 01:00,1,2,3\n");
    assertRefused(settings, hourly, schema, "the model predicts [T+30min], but rows as far apart");
    Path kelvin =
        Files.writeString(
            temp.resolve("kelvin.csv"),
            "date,T (K),wd (deg),p\n2026-01-01 00:00,1,2,3\n2026-01-01 00:10,1,2,3\n");
    assertRefused(settings, kelvin, schema, "but the file has [Signal[name=T, unit=K]");
    Climate many = new Form(8, 1, 3, 1, 0, false).settings("");
    Path few =
        Files.writeString(
            temp.resolve("few.csv"),
            "date,T (degC),wd (deg),p\n2026-01-01 00:00,1,2,3\n2026-01-01 00:10,1,2,3\n");
    assertRefused(
        many,
        few,
        schema,
        "no stretch of its 2 rows has a whole window of 8 rows without a gap; use a longer file");
  }

  private static void assertRefused(Climate settings, Path file, Schema schema, String words) {
    InputException e =
        assertThrows(InputException.class, () -> settings.readToPredict(file.toString(), schema));
    assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
    assertTrue(e.getMessage().contains(words), e.getMessage());
  }
}
