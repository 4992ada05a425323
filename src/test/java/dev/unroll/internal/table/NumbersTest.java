package dev.unroll.internal.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {

  /** Digits by chance, among them the middles of floats, where rounding twice goes wrong. */
  @Test
  void roundsOnceAsTheLibraryDoes() {
    Random random = new Random(5);
    Numbers numbers = new Numbers('.');
    Numbers commas = new Numbers(',');
    for (int i = 0; i < 200_000; i++) {
      String text = Long.toString((long) (random.nextDouble() * Math.pow(10, 1 + i % 17)));
      int point = random.nextInt(text.length() + 1);
      text = (i % 3 == 0 ? "-" : "") + text.substring(0, point) + "." + text.substring(point);
      assertEquals(Float.parseFloat(text), numbers.parse(text), text);
      assertEquals(Float.parseFloat(text), commas.parse(text.replace('.', ',')), text);
    }
    for (int i = 1 << 24; i < (1 << 24) + 1000; i++) {
      String text = Integer.toString(i);
      assertEquals(Float.parseFloat(text), numbers.parse(text), text);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-", "+", ".", "5f", "5d", "1_0", "1,5", "1.5.5", "--5", "5-", "1e", "x", "१"})
  void takesNothingElseForANumber(String text) {
    assertTrue(Float.isNaN(new Numbers('.').parse(text)), text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.5", "1.000,5", "1,5,5", "1 000,5"})
  void aPointIsNoMarkWhereCommasAre(String text) {
    assertTrue(Float.isNaN(new Numbers(',').parse(text)), text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"+5", ".5", "5.", "1e3", "-1.5E-3", "Infinity", "0", "-0", "00012"})
  void takesTheFormsOfNumbers(String text) {
    assertEquals(Float.parseFloat(text), new Numbers('.').parse(text));
  }
}
