package dev.unroll.internal.doctor.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.SharedData;
import dev.unroll.data.Dataset;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.graph.Compute;
import dev.unroll.recipe.Recipe;
import dev.unroll.recipe.RecipeRun;
import dev.unroll.recipe.Recipes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All looks at once: at what is well, and at data of any shape. */
class DataChecksTest {

  private static List<Finding> all(Patient patient) {
    List<Finding> findings = new ArrayList<>();
    DataChecks.ALL.forEach(check -> findings.addAll(check.of(patient).findings()));
    assertTrue(patient.requiredReach().steps().size() < 100);
    return findings;
  }

  private static List<Finding> counted(Recipe recipe) throws IOException {
    RecipeRun run = new RecipeRun(recipe, 1, Compute.standard(), "test");
    return all(new Patient(run.recipe(), run.loadData(), 1, run.compute())).stream()
        .filter(finding -> finding.level() != Level.NOTE)
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"motion-lstm", "burst-rnn", "burst-lstm"})
  void shippedRecipesAreWell(String name) throws IOException {
    assertEquals(List.of(), counted(Recipes.named(name)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"GunPoint", "BasicMotions", "ItalyPowerDemand", "JapaneseVowels"})
  void problemsOfTheArchiveAreWell(String problem) throws IOException {
    String source = "data.source=ts:" + SharedData.archive(problem);
    assertEquals(List.of(), counted(Recipes.load("uea-crnn", List.of(source))));
  }

  @Test
  void aRecipeThatCarriesItsStateIsNot() throws IOException {
    List<Finding> found = counted(Recipes.named("burst-rnn-carried"));
    assertEquals(1, found.size());
    assertEquals(Kind.CARRIED_STATE, found.get(0).kind());
    assertEquals(Level.FAULT, found.get(0).level());
  }

  @Test
  void everyKindThatIsLookedForIsLookedForOnce() {
    assertEquals(
        DataChecks.ALL.stream().flatMap(check -> check.kinds().stream()).distinct().count(),
        DataChecks.ALL.size());
  }

  /** Sequences of any number and length, their values noise, whole numbers or all the same. */
  private static float[][][] any(Random random, int features) {
    float[][][] all = new float[2 + random.nextInt(30)][][];
    int longest = 1 + random.nextInt(12);
    boolean equal = random.nextBoolean();
    int kind = random.nextInt(4);
    for (int i = 0; i < all.length; i++) {
      all[i] = new float[equal ? longest : 1 + random.nextInt(longest)][features];
      for (float[] step : all[i]) {
        for (int f = 0; f < features; f++) {
          step[f] =
              kind == 0
                  ? 3
                  : kind == 1
                      ? random.nextInt(3)
                      : (float) (random.nextGaussian() * (kind == 2 ? 1 : 1e20));
        }
      }
    }
    return all;
  }

  @Test
  void dataOfAnyShapeCanBeLookedAt() {
    for (int seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      int features = seed % 5 == 0 ? 4 : 1 + random.nextInt(7);
      float[][][] all = any(random, features);
      int[] labels = Families.labels(all.length, 2);
      Dataset data;
      String layers = "model.layers=[{type: recurrent, cell: {type: gru, units: 2}}";
      if (seed % 3 == 0) {
        var builder = Dataset.of(all, labels);
        data = (seed % 5 == 0 ? builder.frame(2, 2) : builder).build();
        layers = seed % 5 == 0 ? layers.replace("[{", "[{type: flatten}, {") : layers;
      } else if (seed % 3 == 1) {
        int[][] classes = new int[all.length][];
        Arrays.setAll(classes, i -> Families.labels(all[i].length, 2));
        classes[0][0] = 1;
        classes[1][0] = 0;
        data = Dataset.ofSteps(all, classes).classNames("no", "yes").build();
      } else {
        float[][] numbers = new float[all.length][2];
        numbers[0][1] = 5;
        data = Dataset.ofNumbers(all, numbers).build();
      }
      boolean vectors = seed % 3 != 1;
      String end = vectors ? ", {type: readout, take: last-valid}]" : "]";
      if (seed % 4 == 1 && all.length > 6) {
        data = data.holdOutGroups(2, seed);
      }
      Patient patient = Families.patient(data, layers + end);
      List<Finding> found = all(patient);
      found.forEach(
          finding -> assertTrue(finding.evidence().indexOf("NaN") < 0, finding.evidence()));
    }
  }
}
