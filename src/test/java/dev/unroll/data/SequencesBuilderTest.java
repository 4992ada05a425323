package dev.unroll.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.check.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

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

  private static SequencesBuilder builder() {
    return new SequencesBuilder(1);
  }

  private static SequencesBuilder with(SequencesBuilder builder) {
    try {
      return builder.add(new float[] {1, 2}, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void assertFails(String message, Executable fails) {
    assertEquals(message, assertThrows(InputException.class, fails).getMessage());
  }

  @Test
  void refusesAnotherCountOfNumbersAtItsSequence() {
    SequencesBuilder builder = builder();
    with(builder).numbers(10);
    with(builder);
    assertFails(
        "sequences: sequence 1: expected 1 numbers to predict, as those before it have, got 2",
        () -> builder.numbers(20, 30));
    assertFails(
        "sequences: numbers of a sequence: expected a whole number of 1 or more, got 0",
        () -> with(builder()).numbers());
  }

  @Test
  void refusesTwoKindsOfTruth() {
    SequencesBuilder numbers = builder();
    with(numbers).numbers(1);
    with(numbers);
    assertFails(
        "sequences: sequence 1: expected numbers to predict, as those before it have, got one class",
        () -> numbers.label(0));
    SequencesBuilder both = with(builder());
    both.label(1);
    assertFails(
        "sequences: sequence 0: expected one class, as those before it have, got a class for each"
            + " step",
        () -> both.stepLabels(0, 1));
    assertFails(
        "sequences: sequence 0: expected one class, as those before it have, got numbers to predict",
        () -> both.numbers(1));
  }

  @Test
  void refusesAGapAsSoonAsItShows() {
    SequencesBuilder later = builder();
    with(with(later));
    assertFails("sequences: sequence 0: expected one class, got nothing", () -> later.label(0));
    SequencesBuilder between = builder();
    with(between).label(0);
    with(between);
    assertFails("sequences: sequence 1: expected one class, got nothing", () -> with(between));
    assertFails("sequences: sequence 1: expected one class, got nothing", between::build);
    assertFails(
        "sequences: sequence 0: expected a class, a class for each step, or numbers to predict, got"
            + " nothing",
        with(builder())::build);
  }

  @Test
  void refusesTruthTwiceOrOfNothing() {
    SequencesBuilder twice = with(builder());
    twice.label(0);
    assertFails(
        "sequences: sequence 0: expected one class once, got another", () -> twice.label(1));
    assertFails(
        "sequences: there is no sequence yet that could have one class", () -> builder().label(0));
    assertFails(
        "sequences: there are no steps yet that could have classes", () -> builder().stepLabels(1));
    assertFails(
        "sequences: sequence 0: expected a class from 0 on, got -2",
        () -> with(builder()).label(-2));
  }

  @Test
  void everyStepHasAClass() {
    SequencesBuilder fewer = with(builder());
    assertFails(
        "sequences: series 0: expected a class for each of its 2 steps, told once and after those of"
            + " the series before; got 1 classes, and 0 of 2 steps were told before",
        () -> fewer.stepLabels(1));
    SequencesBuilder gap = builder();
    with(gap).stepLabels(0, 1);
    with(gap);
    assertFails(
        "sequences: series 1: expected a class for each of its steps, got nothing",
        () -> with(gap));
    assertFails(
        "sequences: series 1: expected a class for each of its steps, got nothing", gap::build);
    SequencesBuilder first = with(with(builder()));
    assertFails(
        "sequences: series 1: expected a class for each of its 2 steps, told once and after those of"
            + " the series before; got 2 classes, and 0 of 4 steps were told before",
        () -> first.stepLabels(0, 1));
  }

  @Test
  void aWindowStaysInItsSeries() throws IOException {
    SequencesBuilder builder = new SequencesBuilder(2);
    long series = builder.addSteps(new float[6]);
    builder.addSteps(new float[6]);
    assertFails(
        "sequences: sequence 0 asks for 3 steps from step 1 on, but its series has 3",
        () -> builder.window(series, 1, 3, 0));
    assertFails("sequences: no series of steps begins at 2", () -> builder.window(2, 0, 1, 0));
  }

  @Test
  void renumbersClasses() throws IOException {
    SequencesBuilder builder = builder();
    with(builder).label(0);
    with(builder).label(Sequences.UNLABELLED);
    with(builder).label(1);
    builder.relabel(label -> 1 - label);
    assertArrayEquals(new int[] {1, -1, 0}, builder.build().labels());
    SequencesBuilder steps = with(builder());
    steps.stepLabels(0, 1);
    steps.relabel(label -> 1 - label);
    assertEquals(1, steps.build().stepLabel(0, 0));
  }

  @Test
  void doesNotReadBeyondASequence() {
    SequencesBuilder steps = builder();
    with(steps).stepLabels(0, 1);
    with(steps).stepLabels(1, 0);
    assertFails(
        "sequence 0 has 2 steps: it has no class of step 2", () -> steps.build().stepLabel(0, 2));
    SequencesBuilder numbers = builder();
    with(numbers).numbers(1);
    with(numbers).numbers(2);
    assertFails(
        "sequence 0 has 1 numbers to predict: it has no number 1",
        () -> numbers.build().number(0, 1));
  }
}
