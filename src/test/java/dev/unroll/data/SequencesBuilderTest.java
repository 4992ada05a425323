package dev.unroll.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.check.InputException;
import java.io.IOException;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SequencesBuilderTest {

  @Test
  void whatDoesNotFitInMemoryIsReadFromAFile() throws IOException {
    SequencesBuilder inMemory = new SequencesBuilder(3);
    SequencesBuilder inFile = new SequencesBuilder(3, new ValuesWriter(50));
    Random random = new Random(1);
    for (int i = 0; i < 40; i++) {
      float[] values = new float[3 * (1 + random.nextInt(9))];
      for (int k = 0; k < values.length; k++) {
        values[k] = random.nextFloat();
      }
      inMemory.add(values.clone(), i % 5).label(i % 2);
      inFile.add(values, i % 5).label(i % 2);
    }
    Sequences expected = inMemory.build();
    Sequences spilled = inFile.build();
    assertEquals(40, spilled.size());
    IntStream.range(0, 40)
        .parallel()
        .forEach(
            i -> {
              assertArrayEquals(expected.values(i), spilled.values(i));
              assertEquals(expected.value(i, 0, 2), spilled.value(i, 0, 2));
              assertEquals(expected.label(i), spilled.label(i));
            });
    Normalizer fitted = Normalizer.fit(expected);
    assertEquals(fitted, Normalizer.fit(spilled));
    assertArrayEquals(expected.select(7).values(0), spilled.select(7).values(0));
  }

  @Test
  void windowsShareTheStepsOfTheirSeries() throws IOException {
    SequencesBuilder builder = new SequencesBuilder(2);
    long series = builder.addSteps(new float[] {0, 1, 2, 3, 4, 5, 6, 7});
    builder.stepLabels(0, 1, 1, 0);
    builder.window(series, 0, 2, 9);
    builder.window(series, 1, 3, 9);
    Sequences windows = builder.build();
    assertArrayEquals(new float[] {0, 1, 2, 3}, windows.values(0));
    assertArrayEquals(new float[] {2, 3, 4, 5, 6, 7}, windows.values(1));
    assertEquals(1, windows.stepLabel(1, 0));
    assertEquals(0, windows.stepLabel(1, 2));
    assertEquals(1, windows.select(1).stepLabel(0, 1));
  }

  @Test
  void keepsNumbersToPredict() throws IOException {
    SequencesBuilder builder = new SequencesBuilder(1);
    builder.add(new float[] {1, 2}, 0).numbers(0.5f, 0.25f);
    builder.add(new float[] {3}, 0).numbers(1.5f, 1.25f);
    Sequences built = builder.build();
    assertEquals(1.25f, built.number(1, 1));
    assertEquals(1.5f, built.select(1).number(0, 0));
    InputException e = assertThrows(InputException.class, () -> built.label(0));
    assertEquals("sequences: they have no class of their own", e.getMessage());
  }
}
