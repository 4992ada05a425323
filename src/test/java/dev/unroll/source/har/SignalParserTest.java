package dev.unroll.source.har;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.check.InputException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SignalParserTest {

  @Test
  void agreesWithTheJdkToTheLastBit() {
    Random random = new Random(5);
    int count = 20_000;
    StringBuilder text = new StringBuilder();
    float[] expected = new float[count];
    String[] formats = {"%.7e", "%.3f", "%.12g", "%.16e", "%.0f", "%.17f"};
    for (int i = 0; i < count; i++) {
      double number = random.nextGaussian() * Math.pow(10, random.nextInt(40) - 25);
      String word = String.format(Locale.ROOT, formats[i % formats.length], number);
      expected[i] = (float) Double.parseDouble(word);
      text.append(i % 2 == 0 ? "  " : "\t").append(word);
    }
    float[] found = new float[count];
    assertEquals(1, parser(text.toString(), count).parseInto(found, 0, 1, 1));
    assertArrayEquals(expected, found);
  }

  @Test
  void takesOtherFormsOfNumbers() {
    float[] found = new float[5];
    parser("+1 -.5 1e3 1E-2 7.", 5).parseInto(found, 0, 1, 1);
    assertArrayEquals(new float[] {1, -0.5f, 1000, 0.01f, 7}, found);
  }

  @Test
  void interleavesFeatures() {
    float[] values = new float[8];
    parser("1 2\r\n3 4\r\n", 2).parseInto(values, 1, 2, 2);
    assertArrayEquals(new float[] {0, 1, 0, 2, 0, 3, 0, 4}, values);
  }

  @Test
  void countsRowsBeyondThoseThatFit() {
    assertEquals(3, parser("1\n2\n3\n", 1).parseInto(new float[1], 0, 1, 1));
  }

  @Test
  void blankLinesAtTheEndDoNotCount() {
    assertEquals(1, parser("1 2\n\n \n", 2).parseInto(new float[2], 0, 1, 1));
  }

  @Test
  void saysWhereANumberIsWrong() {
    assertFails("1 2\n3 x4\n", "f.txt:2: 'x4' is not a number");
    assertFails("1 2\n3 4e\n", "f.txt:2: '4e' is not a number");
    assertFails("1 -\n", "f.txt:1: '-' is not a number");
    assertFails("1 2\n\n3 4\n", "f.txt:2: expected 2 numbers, found 0; is the file cut short?");
    assertFails("1 2 3\n", "f.txt:1: expected 2 numbers, found 3; is the file cut short?");
    assertFails("1 Infinity\n", "f.txt:1: number 2 is 'Infinity'; expected a finite number");
    assertFails("1e99 1\n", "f.txt:1: number 1 is '1e99'; expected a finite number");
  }

  private static void assertFails(String text, String message) {
    InputException e =
        assertThrows(InputException.class, () -> parser(text, 2).parseInto(new float[8], 0, 1, 4));
    assertEquals(message, e.getMessage());
  }

  private static SignalParser parser(String text, int steps) {
    return new SignalParser(text.getBytes(StandardCharsets.US_ASCII), "f.txt", steps);
  }
}
