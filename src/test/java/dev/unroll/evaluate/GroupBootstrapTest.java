package dev.unroll.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.data.Sequences;
import dev.unroll.data.SequencesBuilder;
import dev.unroll.data.Signal;
import dev.unroll.data.Target;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupBootstrapTest {

  private static final Target CLASSES = new Target.OneClass(List.of("a", "b", "c"));

  /** Points of Student's t, from a table. */
  @ParameterizedTest
  @CsvSource({"4, 2.7764", "5, 2.5706", "8, 2.3060", "11, 2.2010", "30, 2.0423", "199, 1.9720"})
  void knowsStudentsT(int degrees, double expected) {
    assertEquals(expected, GroupBootstrap.student(degrees), 1e-3);
  }

  @Test
  void ofManyUnitsEndsAtTheUsualPercentiles() {
    assertEquals(0.025, GroupBootstrap.tail(100_000), 1e-5);
    // 9 units: the normal share below -sqrt(9/8) * 2.306 = -2.4459.
    assertEquals(0.00722, GroupBootstrap.tail(9), 5e-5);
  }

  /** 320 of 400 right: 0.8 +- 1.96 sqrt(0.8 * 0.2 / 400), the normal interval of a binomial. */
  @Test
  void agreesWithTheBinomial() {
    int[] labels = new int[400];
    boolean[] right = new boolean[400];
    Arrays.fill(right, 0, 320, true);
    ConfidenceInterval interval = accuracy(alone(labels, right));
    assertEquals(0.8 - 0.0392, interval.low(), 0.005);
    assertEquals(0.8 + 0.0392, interval.high(), 0.005);
  }

  /** Of 500 simulated parts, close to 95 of 100 intervals hold the true accuracy. */
  @Test
  void coversTheTruthOfSequences() {
    Random random = new Random(5);
    int held = 0;
    for (int i = 0; i < 500; i++) {
      boolean[] right = new boolean[60];
      for (int k = 0; k < right.length; k++) {
        right[k] = random.nextDouble() < 0.8;
      }
      held += accuracy(alone(new int[right.length], right)).contains(0.8) ? 1 : 0;
    }
    assertTrue(held >= 460 && held <= 490, "held " + held);
  }

  /** The same of 9 subjects that differ: there plain percentiles would hold it in 88 of 100. */
  @Test
  void coversTheTruthOfFewGroups() {
    Random random = new Random(6);
    int held = 0;
    for (int i = 0; i < 500; i++) {
      boolean[] right = new boolean[9 * 40];
      int[] groups = new int[right.length];
      double share = 0;
      for (int k = 0; k < right.length; k++) {
        if (k % 40 == 0) {
          share = 0.8 + (random.nextDouble() - 0.5) * 0.36;
        }
        groups[k] = k / 40;
        right[k] = random.nextDouble() < share;
      }
      held += accuracy(outcomes(groups, new int[right.length], right)).contains(0.8) ? 1 : 0;
    }
    assertTrue(held >= 460 && held <= 490, "held " + held);
  }

  @Test
  void theSameSeedGivesTheSame() {
    boolean[] right = new boolean[50];
    Arrays.fill(right, 0, 40, true);
    assertEquals(accuracy(alone(new int[50], right)), accuracy(alone(new int[50], right)));
  }

  @Test
  void tellsNothingOfTooLittle() {
    boolean[] right = new boolean[40];
    Arrays.fill(right, true);
    assertEquals(Optional.empty(), ScoreIntervals.of(alone(new int[40], right)), "all right");
    right[3] = false;
    assertTrue(ScoreIntervals.of(alone(new int[40], right)).isPresent());
    boolean[] few = {true, false, true, true};
    assertEquals(Optional.empty(), ScoreIntervals.of(alone(new int[4], few)), "four sequences");
  }

  /** Each unit once is the part as it is. */
  @Test
  void scoresAsTheReportsDo() {
    Random random = new Random(7);
    int[] labels = random.ints(90, 0, 3).toArray();
    int[] groups = random.ints(90, 0, 7).toArray();
    float[] values = new float[270];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    Outcomes outcomes =
        Outcomes.of(
            Sequences.ofSteps(new float[90], 1, 1, labels, groups), CLASSES, "subject", values);
    int[] predicted = IntStream.range(0, 90).map(outcomes::predicted).toArray();
    ClassificationReport report = ClassificationReport.of(CLASSES.names(), labels, predicted);
    double[] scores = Tally.of(outcomes).scores(outcomes.units().count());
    assertEquals(report.accuracy(), scores[0], 1e-12);
    assertEquals(report.balancedAccuracy(), scores[1], 1e-12);
    assertEquals(report.macroF1(), scores[2], 1e-12);
    // The first group three times, the others not at all.
    int[] counts = new int[outcomes.units().count()];
    counts[outcomes.units().of(0)] = 3;
    int[] rows = IntStream.range(0, 90).filter(i -> groups[i] == groups[0]).toArray();
    ClassificationReport one =
        ClassificationReport.of(
            CLASSES.names(),
            Arrays.stream(rows).map(i -> labels[i]).toArray(),
            Arrays.stream(rows).map(i -> predicted[i]).toArray());
    double[] ofOne = Tally.of(outcomes).apply(counts);
    assertEquals(one.accuracy(), ofOne[0], 1e-12);
    assertEquals(one.balancedAccuracy(), ofOne[1], 1e-12);
    assertEquals(one.macroF1(), ofOne[2], 1e-12);
  }

  @Test
  void scoresNumbersAsTheReportsDo() throws IOException {
    Outcomes outcomes = forecasts(new float[] {0.5f, -1, 2, 0, 1, -3}, 1, 1);
    double[] scores = Tally.of(outcomes).scores(outcomes.units().count());
    assertEquals(7.5 / 6, scores[0], 1e-6);
    assertEquals(Math.sqrt(15.25 / 6), scores[1], 1e-6);
    double naive = 0;
    for (int i = 0; i < 6; i++) {
      naive += Math.abs(outcomes.naive(i) - outcomes.number(i, 0)) / 6;
    }
    assertEquals(1 - 7.5 / 6 / naive, scores[2], 1e-6);
  }

  /**
   * Errors of one series hold on for some 20 steps: intervals over single sequences would hold the
   * truth in half of all cases only, blocks hold it nearly as often as they should.
   */
  @Test
  void blocksHoldWhatFollowsEachOther() throws IOException {
    Random random = new Random(8);
    double truth = Math.sqrt(2 / Math.PI);
    int held = 0;
    for (int i = 0; i < 200; i++) {
      float[] errors = new float[2000];
      double error = random.nextGaussian();
      for (int k = 0; k < errors.length; k++) {
        errors[k] = (float) error;
        error = 0.9 * error + Math.sqrt(1 - 0.81) * random.nextGaussian();
      }
      Outcomes outcomes = forecasts(errors, 30, 1);
      assertEquals(66, outcomes.units().count());
      assertEquals("66 blocks of 30 successive sequences", outcomes.units().words());
      ScoreIntervals intervals = ScoreIntervals.of(outcomes).orElseThrow();
      held += intervals.mae().orElseThrow().contains(truth) ? 1 : 0;
    }
    assertTrue(held >= 178 && held <= 199, "held " + held);
  }

  @Test
  void groupsAreUnitsWhereThereAreFive() {
    int[] groups = IntStream.range(0, 40).map(i -> i / 8).toArray();
    boolean[] right = new boolean[40];
    Arrays.fill(right, 0, 30, true);
    assertEquals("5 subjects", outcomes(groups, new int[40], right).units().words());
    assertEquals("40 sequences", alone(new int[40], right).units().words());
    int[] few = IntStream.range(0, 40).map(i -> i / 20).toArray();
    TestUnits blocks = outcomes(few, new int[40], right).units();
    assertEquals("10 blocks of 4 successive sequences", blocks.words());
    assertEquals(4, blocks.of(19));
    assertEquals(5, blocks.of(20), "no block is of two groups");
  }

  /** 30 better and 10 worse of 1,000: 0.02 +- 1.96 sqrt(40 - 0.4) / 1000. */
  @Test
  void pairsTwoModels() {
    boolean[] first = new boolean[1000];
    boolean[] second = new boolean[1000];
    Arrays.fill(first, 0, 800, true);
    Arrays.fill(second, 10, 830, true);
    List<PairedDifference> differences =
        PairedDifference.of(alone(new int[1000], first), alone(new int[1000], second));
    assertEquals(ScoreKind.ACCURACY, differences.get(0).kind());
    assertEquals(0.02, differences.get(0).difference(), 1e-12);
    ConfidenceInterval interval = differences.get(0).interval().orElseThrow();
    assertEquals(0.02 - 0.01233, interval.low(), 0.0015);
    assertEquals(0.02 + 0.01233, interval.high(), 0.0015);
    assertEquals(false, differences.get(0).withinNoise());
    List<PairedDifference> same =
        PairedDifference.of(alone(new int[1000], first), alone(new int[1000], first));
    assertTrue(same.get(0).withinNoise());
  }

  private static ConfidenceInterval accuracy(Outcomes outcomes) {
    return ScoreIntervals.of(outcomes).orElseThrow().accuracy().orElseThrow();
  }

  private static Outcomes alone(int[] labels, boolean[] right) {
    return outcomes(IntStream.range(0, labels.length).toArray(), labels, right);
  }

  /** Of class a, taken for it or for b. */
  private static Outcomes outcomes(int[] groups, int[] labels, boolean[] right) {
    float[] values = new float[3 * labels.length];
    for (int i = 0; i < labels.length; i++) {
      values[3 * i + (right[i] ? labels[i] : (labels[i] + 1) % 3)] = 1;
    }
    Sequences part = Sequences.ofSteps(new float[labels.length], 1, 1, labels, groups);
    return Outcomes.of(part, CLASSES, "subject", values);
  }

  /** Forecasts of a ramp with given errors, from windows of {@code steps} that overlap. */
  private static Outcomes forecasts(float[] errors, int steps, int stride) throws IOException {
    SequencesBuilder builder = new SequencesBuilder(1);
    float[] ramp = new float[errors.length * stride + steps];
    for (int i = 0; i < ramp.length; i++) {
      ramp[i] = i % 50;
    }
    long series = builder.addSteps(ramp);
    float[] values = new float[errors.length];
    for (int i = 0; i < errors.length; i++) {
      builder.window(series, i * stride, steps, 0);
      float truth = ramp[i * stride + steps - 1] + 2;
      builder.numbers(truth);
      values[i] = truth + errors[i];
    }
    Target target = new Target.Numbers(List.of(new Signal("next", "m")), 0);
    return Outcomes.of(builder.build(), target, "recording", values);
  }
}
