package dev.unroll.internal.doctor.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.data.Dataset;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Level;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AxesTest {

  private static List<Finding> seen(float[][][] all) {
    return Families.findings(new Axes(), Dataset.of(all, Families.labels(all.length, 2)).build());
  }

  private static float[][][] transposed(float[][][] all) {
    float[][][] other = new float[all.length][all[0][0].length][all[0].length];
    for (int i = 0; i < all.length; i++) {
      for (int t = 0; t < all[i].length; t++) {
        for (int f = 0; f < all[i][t].length; f++) {
          other[i][f][t] = all[i][t][f];
        }
      }
    }
    return other;
  }

  /** Slow walks, each feature on its own. */
  private static float[][][] walks(int steps, int features) {
    float[][][] all = new float[60][][];
    for (int i = 0; i < 60; i++) {
      all[i] = Families.walk(steps, features, i);
    }
    return all;
  }

  @Test
  void timeAndFeaturesExchangedAreAFault() {
    List<Finding> found = seen(transposed(walks(64, 9)));
    assertEquals(Level.FAULT, found.get(0).level());
    assertTrue(found.get(0).evidence().endsWith("9 steps of 64 features"));
  }

  @Test
  void signalsAsTheyShouldBeAreWell() {
    assertEquals(0, seen(walks(64, 9)).size());
    assertEquals(0, seen(walks(9, 64)).size());
  }

  @Test
  void noiseAndSymbolsAreWell() {
    Random random = new Random(3);
    float[][][] noise = new float[60][20][30];
    float[][][] symbols = new float[60][20][30];
    for (int i = 0; i < 60; i++) {
      for (int t = 0; t < 20; t++) {
        symbols[i][t][random.nextInt(30)] = 1;
        for (int f = 0; f < 30; f++) {
          noise[i][t][f] = (float) random.nextGaussian();
        }
      }
    }
    assertEquals(0, seen(noise).size());
    assertEquals(0, seen(symbols).size());
  }

  @Test
  void spectraThatAreSmoothBothWaysAreWell() {
    float[][][] all = new float[60][30][40];
    Random random = new Random(3);
    for (float[][] one : all) {
      double peak = 10 + 20 * random.nextDouble();
      for (int t = 0; t < 30; t++) {
        peak += 0.5 * random.nextGaussian();
        for (int f = 0; f < 40; f++) {
          one[t][f] = (float) Math.exp(-(f - peak) * (f - peak) / 30);
        }
      }
    }
    assertEquals(0, seen(all).size());
  }
}
