package dev.unroll.source.ts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.SharedData;
import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The problems of the archive, counted as their publishers do. */
class TsArchiveTest {

  @ParameterizedTest
  @CsvSource({
    "BasicMotions, 40, 40, 6, 100, 100, 4",
    "GunPoint, 50, 150, 1, 150, 150, 2",
    "ItalyPowerDemand, 67, 1029, 1, 24, 24, 2",
    "JapaneseVowels, 270, 370, 12, 7, 29, 9"
  })
  void hasTheCountsOfTheArchive(
      String problem, int train, int test, int dimensions, int shortest, int longest, int classes)
      throws IOException {
    Dataset set = read(problem);
    assertEquals(problem, set.name());
    assertEquals(train, set.train().size());
    assertEquals(test, set.test().size());
    assertEquals(dimensions, set.schema().features());
    assertEquals(shortest, Math.min(shortest(set.train()), shortest(set.test())));
    assertEquals(longest, set.maxSteps());
    assertEquals(classes, set.classNames().size());
    assertEquals(classes, Arrays.stream(set.train().labels()).distinct().count());
  }

  @Test
  void theFirstValuesAreThoseOfTheFile() throws IOException {
    Dataset motions = read("BasicMotions");
    assertEquals(0.079106f, motions.train().value(0, 0, 0));
    assertEquals(-0.903497f, motions.train().value(0, 2, 0));
    assertEquals("Standing", motions.classNames().get(motions.train().label(0)));
    Dataset vowels = read("JapaneseVowels");
    assertEquals(1.860936f, vowels.train().value(0, 0, 0));
    assertEquals(26, vowels.train().maxSteps());
  }

  private static int shortest(Sequences sequences) {
    int shortest = Integer.MAX_VALUE;
    for (int i = 0; i < sequences.size(); i++) {
      shortest = Math.min(shortest, sequences.length(i));
    }
    return shortest;
  }

  private static Dataset read(String problem) throws IOException {
    return new Ts().read(SharedData.archive(problem).toString());
  }
}
