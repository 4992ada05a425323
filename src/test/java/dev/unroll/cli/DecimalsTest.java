package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecimalsTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "-100, -100",
    "0.1, 0.1",
    "0.33333334, 0.33333334",
    "2.0756877e-8, 2.0756877E-8",
    "2e-45, 1E-45",
    "3.4028235e38, 3.4028235E38",
    "1e9, 1E9",
    "123456.789, 123456.79",
    "-0.00012, -0.00012",
    "-0.00001, -1E-5",
    "NaN, NaN",
    "Infinity, Infinity"
  })
  void writesFloats(float value, String text) {
    assertEquals(text, Decimals.shortest(value));
  }

  @Test
  void writesTheShortestTextThatGivesAnyFloatBack() {
    Random random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      float value = Float.intBitsToFloat(random.nextInt());
      if (Float.isFinite(value) && value != 0) {
        String text = Decimals.shortest(value);
        assertEquals(value, Float.parseFloat(text), text);
        int digits = new BigDecimal(text).stripTrailingZeros().precision();
        if (digits > 1) {
          for (RoundingMode mode : new RoundingMode[] {RoundingMode.UP, RoundingMode.DOWN}) {
            BigDecimal shorter = new BigDecimal(value).round(new MathContext(digits - 1, mode));
            assertNotEquals(value, shorter.floatValue(), text);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "12.34567, 4, 12.3457",
    "0.05, 4, 0.0500",
    "0.012345, 4, 0.0123",
    "0.0000123, 4, 1.23e-05",
    "2.5e-8, 3, 2.50e-08",
    "0, 3, 0.000",
    "-0.00042, 3, -4.20e-04"
  })
  void writesSmallErrorsByTheirDigits(double value, int decimals, String text) {
    assertEquals(text, Decimals.figure(value, decimals));
  }
}
