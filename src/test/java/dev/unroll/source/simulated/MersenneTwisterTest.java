package dev.unroll.source.simulated;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class MersenneTwisterTest {

  @Test
  void drawsTheNumbersOfNumpy() {
    MersenneTwister random = new MersenneTwister(1);
    double[] expected = {
      0.417022004702574,
      0.7203244934421581,
      0.00011437481734488664,
      0.30233257263183977,
      0.14675589081711304
    };
    for (double number : expected) {
      assertEquals(number, random.nextDouble());
    }
  }

  @Test
  void drawsTheNumbersOfNumpyBeyondItsState() {
    // numpy.random.seed(12345); numpy.random.random(2000)[[0, 1000, 1999]]
    MersenneTwister random = new MersenneTwister(12345);
    double[] drawn = new double[2000];
    for (int i = 0; i < drawn.length; i++) {
      drawn[i] = random.nextDouble();
    }
    assertEquals(0.9296160928171479, drawn[0]);
    assertEquals(0.7976445358842773, drawn[1000]);
    assertEquals(0.6289508062896265, drawn[1999]);
  }
}
