package dev.unroll.internal.doctor.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.data.Dataset;
import dev.unroll.data.Signal;
import dev.unroll.data.Split;
import dev.unroll.data.Target;
import dev.unroll.doctor.finding.Picture;
import dev.unroll.internal.doctor.data.Baselines.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BaselinesTest {

  @Test
  void shareAndEntropyOfClassesAreThoseOfTheTrainingPart() {
    int[] labels = new int[400];
    Arrays.setAll(labels, i -> i % 4 == 0 ? 1 : 0);
    Dataset data =
        Dataset.of(Families.waves(new int[400], 20, 2, 1, 1), labels).splitByShare(0.25, 0, 1);
    Baselines.Score constant = Families.patient(data).baselines().constant();
    assertEquals(0.75, constant.score(), 0.01);
    assertEquals(-0.75 * Math.log(0.75) - 0.25 * Math.log(0.25), constant.loss(), 0.01);
    assertEquals(Math.sqrt(0.75 * 0.25 / 99), constant.error(), 1e-3);
  }

  @Test
  void whatSummariesTellIsToldBetterThanTheMostFrequentClass() {
    int[] labels = Families.labels(300, 3);
    Dataset data =
        Dataset.of(Families.waves(labels, 64, 2, 0.1, 1), labels).splitByShare(0.2, 0.2, 1);
    Baselines baselines = Families.patient(data).baselines();
    assertEquals(Split.VALIDATION, baselines.split());
    assertTrue(baselines.best().score() > 0.95);
    assertTrue(baselines.of(Method.LINEAR_ON_SUMMARIES).orElseThrow().score() > 0.9);
    assertTrue(baselines.of(Method.TREES).orElseThrow().score() > 0.9);
    assertEquals(60, baselines.sequences().size());
    assertEquals(Split.TEST, Families.patient(data).baselines(Split.TEST).split());
  }

  @Test
  void withoutAValidationPartTheTrainingPartIsPredictedByItsOtherGroups() {
    // The class is the group: nobody can tell that of a group not seen.
    Random random = new Random(5);
    float[][][] all = new float[240][10][2];
    int[] labels = new int[240];
    int[] groups = new int[240];
    double[][] level = new double[24][2];
    for (double[] one : level) {
      Arrays.setAll(one, f -> random.nextGaussian());
    }
    for (int i = 0; i < 240; i++) {
      groups[i] = i / 10;
      labels[i] = groups[i] % 2;
      for (float[] step : all[i]) {
        for (int f = 0; f < 2; f++) {
          step[f] = (float) (level[groups[i]][f] + 0.01 * random.nextGaussian());
        }
      }
    }
    Dataset data = Dataset.of(all, labels).groups(groups).build();
    Baselines baselines = Families.patient(data).baselines();
    assertEquals(Split.TRAIN, baselines.split());
    assertTrue(baselines.of(Method.TREES).orElseThrow().score() < 0.75);
    assertTrue(baselines.constant().error() > 0.05);
  }

  private static Dataset forecast(float[][] series, int steps, int naive) {
    float[] next = Families.next(series, steps, 1, 0);
    float[][][] windows = Arrays.copyOf(Families.windows(series, steps, 1), next.length);
    return Dataset.ofNumbers(windows, next)
        .target(new Target.Numbers(List.of(new Signal("next", "")), naive))
        .splitByTime(0.2, 0.2);
  }

  @Test
  void nothingBeatsTheLastValueOfAWalk() {
    Dataset data = forecast(Families.walk(1500, 2, 4), 12, 0);
    Baselines baselines = Families.patient(data, "model.regression.predictChange=true").baselines();
    double last = baselines.of(Method.LAST_VALUE).orElseThrow().score();
    assertEquals(Math.sqrt(2 / Math.PI), last, 0.1); // of a standard normal step
    assertEquals("the last value of x0", baselines.of(Method.LAST_VALUE).orElseThrow().name());
    assertTrue(baselines.of(Method.SEASONAL).isEmpty());
    assertTrue(baselines.of(Method.LINEAR_ON_STEPS).orElseThrow().score() > 0.95 * last);
    assertTrue(baselines.constant().score() > 3 * last);
  }

  @Test
  void aSeasonIsFoundByItsPeriod() {
    Random random = new Random(2);
    float[][] series = new float[1200][1];
    double[] season = random.doubles(24).map(v -> 10 * v).toArray();
    Arrays.setAll(
        series, t -> new float[] {(float) (season[t % 24] + 0.3 * random.nextGaussian())});
    Baselines baselines = Families.patient(forecast(series, 48, 0)).baselines();
    Baselines.Score seasonal = baselines.of(Method.SEASONAL).orElseThrow();
    assertEquals("the value 23 steps back", seasonal.name()); // 24 before what is to come
    assertTrue(seasonal.score() < 0.2 * baselines.of(Method.LAST_VALUE).orElseThrow().score());
  }

  @Test
  void aLastValueIsFoundWhereTheDataNameNone() {
    Dataset data = forecast(Families.walk(800, 3, 9), 6, Target.Numbers.NO_NAIVE);
    assertEquals(
        "the last value of x0",
        Families.patient(data).baselines().of(Method.LAST_VALUE).orElseThrow().name());
  }

  @Test
  void squaredErrorsAreTheLossWhereTheRecipeSaysSo() {
    Dataset data = forecast(Families.walk(800, 1, 3), 6, 0);
    Baselines.Score last =
        Families.patient(data, "model.regression.loss=mse")
            .baselines()
            .of(Method.LAST_VALUE)
            .orElseThrow();
    assertEquals(1, last.loss(), 0.3);
    assertEquals(Math.sqrt(2 / Math.PI), last.score(), 0.15);
  }

  @Test
  void stepsAreToldByTheStepsUpToThem() {
    Random random = new Random(8);
    float[][][] all = new float[40][50][1];
    int[][] labels = new int[40][50];
    for (int i = 0; i < 40; i++) {
      for (int t = 0; t < 50; t++) {
        all[i][t][0] = (float) random.nextGaussian();
        labels[i][t] = t > 0 && all[i][t - 1][0] > 0 ? 1 : 0;
      }
    }
    Dataset data = Dataset.ofSteps(all, labels).splitByShare(0.3, 0, 1);
    Patient patient =
        Families.patient(data, "model.layers=[{type: recurrent, cell: {type: gru, units: 8}}]");
    assertTrue(patient.baselines().of(Method.LINEAR_ON_STEPS).orElseThrow().score() > 0.9);
    assertEquals(2, patient.requiredReach().required().orElseThrow());
  }

  @Test
  void aPictureShowsEveryMethodWithItsError() {
    int[] labels = Families.labels(60, 2);
    Dataset data = Dataset.of(Families.waves(labels, 16, 1, 0.3, 1), labels).build();
    Picture.Bars bars =
        (Picture.Bars) new BaselineScores().of(Families.patient(data)).pictures().get(0);
    assertEquals(List.of("score", "standard error"), List.copyOf(bars.bars().keySet()));
    assertEquals(bars.bars().get("score").keySet(), bars.bars().get("standard error").keySet());
    assertTrue(bars.bars().get("score").size() == 4);
  }

  @Test
  void manyClassesAreComparedByTheirSharesAlone() {
    int[] labels = IntStream.range(0, 300).map(i -> i / 3).toArray();
    Dataset data = Dataset.of(Families.waves(new int[300], 8, 1, 1, 1), labels).build();
    assertEquals(1, Families.patient(data).baselines().scores().size());
    assertTrue(Families.patient(data).requiredReach().required().isEmpty());
  }
}
