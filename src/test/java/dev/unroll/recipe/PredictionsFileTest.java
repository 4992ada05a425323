package dev.unroll.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.data.Signal;
import dev.unroll.data.Target;
import dev.unroll.evaluate.Outcomes;
import dev.unroll.evaluate.ScoreIntervals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictionsFileTest {

  private static final Target CLASSES =
      new Target.OneClass(List.of("a,b", "\"quoted\"", "two\nlines"));

  @TempDir Path temp;
  private Path file;

  @BeforeEach
  void setUp() {
    file = temp.resolve("predictions.csv");
  }

  @Test
  void classesComeBackWhateverTheyAreCalled() throws IOException {
    Sequences part =
        Sequences.ofSteps(
                new float[6], 1, 1, new int[] {0, 1, 2, 2, 1, 0}, new int[] {7, 7, 3, 4, 5, 6})
            .named(List.of("x,1", "", "r \"3\"", "plain", "a\nb", "6"));
    float[] values = new float[18];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 7 == 0 ? Float.NaN : 1f / (i + 3);
    }
    Outcomes written = Outcomes.of(part, CLASSES, "subject", values);
    assertTrue(PredictionsFile.write(file, written));
    Outcomes read = PredictionsFile.read(file, Optional.of("5 subjects"));
    assertTrue(read.ofSameSequences(written));
    assertSameValues(written, read);
    assertEquals("5 subjects", read.units().words());
    assertEquals(written.units().of(2), read.units().of(2));
    assertEquals(ScoreIntervals.of(written), ScoreIntervals.of(read));
  }

  @Test
  void stepsComeBack() throws IOException {
    Target target = new Target.ClassPerStep(List.of("low", "high"));
    Sequences part =
        Dataset.ofSteps(
                new float[][][] {{{1}, {2}}, {{3}, {4}, {5}}}, new int[][] {{0, 0}, {1, 1, 0}})
            .build()
            .train();
    float[] values = {0.9f, 0.1f, 0.8f, 0.2f, 0.2f, 0.8f, 0.5f, 0.5f, 1e-9f, 0.25f};
    Outcomes written = Outcomes.of(part, target, "sequence", values);
    assertTrue(PredictionsFile.write(file, written));
    assertEquals("sequence,step,group,unit,class,p_low,p_high", Files.readAllLines(file).get(0));
    Outcomes read = PredictionsFile.read(file, Optional.empty());
    assertTrue(read.ofSameSequences(written));
    assertSameValues(written, read);
    assertEquals("2 units", read.units().words());
  }

  @Test
  void numbersComeBackWithTheirNaiveForecast() throws IOException {
    Target target = new Target.Numbers(List.of(new Signal("t", "degC"), new Signal("u", "m")), 0);
    Sequences part =
        Dataset.ofNumbers(
                new float[][][] {{{1.5f}}, {{2}}, {{-3}}}, new float[][] {{1, 2}, {3, 4}, {5, 6}})
            .target(target)
            .build()
            .train();
    Outcomes written =
        Outcomes.of(part, target, "sequence", new float[] {1.1f, 2.2f, 3.3f, 4.4f, 5.5f, 6.6f});
    assertTrue(PredictionsFile.write(file, written));
    assertEquals(
        "sequence,group,unit,true_t,true_u,predicted_t,predicted_u,naive",
        Files.readAllLines(file).get(0));
    Outcomes read = PredictionsFile.read(file, Optional.empty());
    assertTrue(read.ofSameSequences(written));
    assertSameValues(written, read);
    assertTrue(read.hasNaive());
    assertEquals(-3f, read.naive(2));
  }

  @Test
  void whatIsLargeIsNotKept() throws IOException {
    int size = 60_000;
    int[] labels = new int[size];
    float[] values = new float[3 * size];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sqrt(i) * 1e-3f;
    }
    Sequences part = Sequences.ofSteps(new float[size], 1, 1, labels, labels);
    Target target = new Target.OneClass(List.of("a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s", "b", "c"));
    assertFalse(PredictionsFile.write(file, Outcomes.of(part, target, "subject", values)));
    assertFalse(Files.exists(file));
  }

  @Test
  void damageIsNamedWithItsLine() throws IOException {
    assertDamaged("sequence,group\n", "expected a header of columns");
    assertDamaged("sequence,group,unit,class,p_a\n1,0,0\n", ":2: expected 5 cells, found 3");
    assertDamaged("sequence,group,unit,class,p_a\n1,0,0,z,1\n", ":2: there is no class 'z'");
    assertDamaged("sequence,group,unit,class,p_a\n1,0,0,a,x\n", ":2: expected numbers");
    assertDamaged("sequence,group,unit,class,q_a\n", ":1: expected columns of predictions");
    assertDamaged("sequence,group,unit,class,\"p_a\n", "the end of a quoted cell is missing");
  }

  private void assertDamaged(String text, String words) throws IOException {
    Files.writeString(file, text);
    InputException e =
        assertThrows(
            InputException.class, () -> PredictionsFile.read(file, Optional.empty()), words);
    assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
    assertTrue(e.getMessage().contains(words), e.getMessage());
  }

  private static void assertSameValues(Outcomes expected, Outcomes found) {
    assertEquals(expected.rows(), found.rows());
    for (int row = 0; row < expected.rows(); row++) {
      for (int k = 0; k < expected.target().names().size(); k++) {
        assertEquals(expected.value(row, k), found.value(row, k));
      }
    }
  }
}
