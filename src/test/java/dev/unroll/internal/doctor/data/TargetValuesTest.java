package dev.unroll.internal.doctor.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.data.Dataset;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Level;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TargetValuesTest {

  private static List<Finding> ofClasses(String... classes) {
    float[][][] all = Families.waves(new int[classes.length], 10, 1, 1, 1);
    return Families.findings(new TargetValues(), Dataset.of(all, classes).build());
  }

  private static List<Finding> ofNumbers(float[] numbers, String... settings) {
    float[][][] all = Families.waves(new int[numbers.length], 10, 1, 1, 1);
    return Families.findings(new TargetValues(), Dataset.ofNumbers(all, numbers).build(), settings);
  }

  private static String[] classes(int count, java.util.function.IntFunction<String> name) {
    String[] classes = new String[count];
    Arrays.setAll(classes, name);
    return classes;
  }

  @Test
  void amountsThatAreReadAsClassesAreAFault() {
    Random random = new Random(3);
    List<Finding> found =
        ofClasses(classes(300, i -> String.format("%.2f", 54 * random.nextDouble() - 27)));
    assertEquals(Level.FAULT, found.get(0).level());
    assertTrue(found.get(0).evidence().contains("all are numbers"));
    assertEquals(
        Level.FAULT, ofClasses(classes(300, i -> "" + random.nextInt(900))).get(0).level());
  }

  @Test
  void numberedThingsAreAQuestion() {
    List<Finding> found = ofClasses(classes(300, i -> "" + i % 100));
    assertEquals(Level.SUSPECT, found.get(0).level());
    assertTrue(found.get(0).cause().startsWith("if these are amounts"));
  }

  @Test
  void digitsAndNamesAreWell() {
    assertEquals(0, ofClasses(classes(300, i -> "" + i % 10)).size());
    assertEquals(0, ofClasses(classes(300, i -> "" + i % 30)).size());
    assertEquals(0, ofClasses(classes(300, i -> i % 2 == 0 ? "up" : "down")).size());
  }

  @Test
  void rareClassesAreNotes() {
    List<Finding> found = ofClasses(classes(300, i -> i % 25 == 0 ? "fall" : "walk"));
    assertEquals(Level.NOTE, found.get(0).level());
    assertEquals("walk has 288 training sequences, fall 12", found.get(0).evidence());
  }

  @Test
  void aNumberThatNeverChangesIsAFault() {
    float[] same = new float[50];
    Arrays.fill(same, 3);
    assertEquals(Level.FAULT, ofNumbers(same).get(0).level());
  }

  @Test
  void numbersOfAnyUsualKindAreWell() {
    Random random = new Random(3);
    float[] numbers = new float[200];
    for (int i = 0; i < 200; i++) {
      numbers[i] = (float) (1e4 + random.nextGaussian());
    }
    assertEquals(0, ofNumbers(numbers).size());
    numbers[7] = 2e4f;
    assertEquals(0, ofNumbers(numbers).size());
    assertEquals(Level.NOTE, ofNumbers(numbers, "model.regression.loss=mse").get(0).level());
    Arrays.fill(numbers, 0, 150, 5);
    assertEquals(Level.NOTE, ofNumbers(numbers).get(0).level());
  }
}
