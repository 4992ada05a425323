package dev.unroll.internal.doctor.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.data.Dataset;
import dev.unroll.data.Split;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Level;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GroupLeakTest {

  /** Subjects of whom each has a level of his own, and whose class changes with him. */
  private static float[][][] people(int[] people, int[] labels, double own) {
    Random random = new Random(7);
    double[][] level = new double[100][2];
    for (double[] one : level) {
      one[0] = random.nextGaussian();
      one[1] = random.nextGaussian();
    }
    float[][][] all = new float[labels.length][20][2];
    for (int i = 0; i < labels.length; i++) {
      for (int t = 0; t < 20; t++) {
        for (int f = 0; f < 2; f++) {
          all[i][t][f] =
              (float) (own * level[people[i] * 2 + labels[i]][f] + 0.3 * random.nextGaussian());
        }
      }
    }
    return all;
  }

  private static List<Finding> seen(Dataset data) {
    return Families.findings(new GroupLeak(), data);
  }

  @Test
  void subjectsThatAreRecognisedAreFound() {
    int[] people = new int[400];
    int[] labels = new int[400];
    for (int i = 0; i < 400; i++) {
      people[i] = i / 80;
      labels[i] = i / 5 % 2;
    }
    Dataset data = Dataset.of(people(people, labels, 1), labels).splitByShare(0, 0.25, 1);
    List<Finding> found = seen(data);
    assertEquals(1, found.size());
    assertTrue(found.get(0).evidence().contains("by folds drawn at random"));
    Dataset byPerson =
        Dataset.of(people(people, labels, 1), labels).groups(people).splitByGroup(0, 0.25, 1);
    assertEquals(0, seen(byPerson).size());
  }

  @Test
  void trialsOfEverybodyAlikeAreWell() {
    for (int seed = 1; seed <= 5; seed++) {
      int[] labels = new int[400];
      for (int i = 0; i < 400; i++) {
        labels[i] = i / 100;
      }
      float[][][] all = Families.waves(labels, 30, 2, 0.8, seed);
      assertEquals(0, seen(Dataset.of(all, labels).splitByShare(0, 0.25, seed)).size());
    }
  }

  @Test
  void namedGroupsThatAreTornAreAFault() {
    int[] people = new int[400];
    int[] labels = new int[400];
    for (int i = 0; i < 400; i++) {
      people[i] = i / 40;
      labels[i] = i % 2;
    }
    Dataset whole = Dataset.of(people(people, labels, 1), labels).groups(people).build();
    Dataset torn = whole.divided(whole.train(), i -> i % 5 == 0 ? Split.TEST : Split.TRAIN);
    assertEquals(Level.FAULT, seen(torn).get(0).level());
    Dataset byTime = whole.divided(whole.train(), i -> i % 40 >= 32 ? Split.TEST : Split.TRAIN);
    assertEquals(0, seen(byTime).size());
  }
}
