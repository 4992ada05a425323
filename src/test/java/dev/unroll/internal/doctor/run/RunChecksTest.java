package dev.unroll.internal.doctor.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.data.Signal;
import dev.unroll.data.Split;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.graph.Compute;
import dev.unroll.graph.Weights;
import dev.unroll.internal.doctor.data.Patient;
import dev.unroll.model.Predictions;
import dev.unroll.recipe.Recipe;
import dev.unroll.recipe.Recipes;
import dev.unroll.recipe.StoppedRun;
import dev.unroll.train.NotFinite;
import dev.unroll.train.NotFinite.Place;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunChecksTest {

  private static final List<String> CLASSES = List.of("rest", "walk", "run");

  private final Map<String, double[]> curves = new HashMap<>();
  private final Map<Split, Predictions> predictions = new EnumMap<>(Split.class);
  private Optional<StoppedRun> stopped = Optional.empty();
  private Optional<Weights> weights = Optional.empty();
  private List<String> overrides = List.of();

  @Test
  void aHealthyRunHasNoFinding() {
    curve(i -> 1.8 * Math.exp(-i / 6.0) + 0.2, 60);
    Dataset data = data(i -> i % 3);
    predict(data, Split.TRAIN, (i, label) -> i % 20 == 0 ? (label + 1) % 3 : label);
    predict(data, Split.TEST, (i, label) -> i % 15 == 0 ? (label + 1) % 3 : label);
    assertEquals(Set.of(), found(data));
  }

  @Test
  void aRunWithoutAnythingHasNoFinding() {
    assertEquals(Set.of(), found(data(i -> i % 3)));
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 40, 300})
  void aLossThatRoseForGoodFellOff(int displays) {
    curve(i -> i < 0.6 * displays ? 1.8 * Math.exp(-5.0 * i / displays) : 1.9, displays);
    assertTrue(found(data(i -> i % 3)).contains(Kind.FELL_OFF));
  }

  @Test
  void aLossThatRoseOnceDidNotFallOff() {
    curve(i -> i == 30 ? 40 : 1.8 * Math.exp(-i / 6.0) + 0.2, 60);
    assertEquals(Set.of(), found(data(i -> i % 3)));
  }

  @Test
  void aNumberThatIsNotFiniteIsAFaultWithItsPlace() {
    stopped =
        Optional.of(
            new StoppedRun(
                699L,
                new NotFinite(
                    699, 2, 3, List.of("a", "b"), Place.GRADIENT, "rnn/kernel", "NaN", 0.5)));
    Finding finding = findings(data(i -> i % 3)).get(0);
    assertEquals(Kind.NOT_FINITE, finding.kind());
    assertEquals(Level.FAULT, finding.level());
    assertTrue(finding.evidence().contains("rnn/kernel is NaN at step 699"), finding.evidence());
    assertTrue(finding.evidence().contains("weights of step 699 are kept"), finding.evidence());
  }

  @Test
  void aTrainingThatIsAllRightWantsNoMoreSteps() {
    curve(i -> 2 * Math.exp(-i / 20.0) * (i % 2 == 0 ? 1.03 : 0.97), 60);
    curves.put("train_accuracy", IntStream.range(0, 60).mapToDouble(i -> 1).toArray());
    assertEquals(Set.of(), found(data(i -> i % 3)));
  }

  /** Classes that their first value tells, which the model has not learnt. */
  @Test
  void aSimpleMethodThatIsBetterIsSaid() {
    Dataset data = data(i -> i % 3);
    float[] values = new float[300 * 4];
    Random random = new Random(4);
    for (int i = 0; i < 300; i++) {
      for (int step = 0; step < 4; step++) {
        values[4 * i + step] = i % 3 + 0.2f * (float) random.nextGaussian();
      }
    }
    int[] labels = IntStream.range(0, 300).map(i -> i % 3).toArray();
    int[] groups = IntStream.range(0, 300).map(i -> i / 30).toArray();
    Sequences part = Sequences.ofSteps(values, 4, 1, labels, groups);
    Dataset told =
        new Dataset(
            "told", true, List.of(new Signal("x", "")), CLASSES, part, Sequences.empty(1), part);
    predict(data, Split.TEST, (i, label) -> i % 4 == 0 ? (label + 1) % 3 : label);
    Finding finding = findings(told).get(0);
    assertEquals(Kind.BASELINES, finding.kind());
    assertTrue(
        finding.evidence().startsWith("accuracy on the test part is 0.750; "), finding.evidence());
    predict(data, Split.TEST, (i, label) -> i % 40 == 0 ? (label + 1) % 3 : label);
    assertEquals(Set.of(), found(told));
  }

  @Test
  void oneClassForAllIsACollapse() {
    Dataset data = data(i -> i % 3);
    predict(data, Split.TEST, (i, label) -> i == 4 ? 0 : 1);
    Set<Kind> found = found(data);
    assertTrue(found.containsAll(Set.of(Kind.COLLAPSE, Kind.BASELINES)), found::toString);
  }

  @Test
  void mostlyOneClassIsNoCollapseWhereItIsTrue() {
    Dataset data = data(i -> i % 12 == 0 ? 1 : i % 31 == 0 ? 2 : 0);
    predict(data, Split.TEST, (i, label) -> label);
    assertEquals(Set.of(), found(data));
  }

  @Test
  void aClassThatIsNeverFoundIsSaidWithItsCases() {
    Dataset data = data(i -> i % 10 == 0 ? 2 : i % 2);
    predict(data, Split.TEST, (i, label) -> label == 2 ? 0 : label);
    Finding finding =
        findings(data).stream().filter(f -> f.kind() == Kind.RARE_CLASSES).findFirst().get();
    assertTrue(finding.evidence().contains("run: 0 of 30"), finding.evidence());
    assertEquals(List.of("training.classWeights=balanced"), finding.mend().get().settings());
  }

  @Test
  void trainingThatIsLearntByHeartIsAGap() {
    curve(i -> 1.8 * Math.exp(-i / 6.0) + 0.01, 60);
    curves.put(
        "validation_accuracy", IntStream.range(0, 60).mapToDouble(i -> 0.7 - i / 400.0).toArray());
    Dataset data = data(i -> i % 3);
    predict(data, Split.TRAIN, (i, label) -> label);
    predict(data, Split.TEST, (i, label) -> i % 5 < 2 ? (label + 1) % 3 : label);
    Finding finding = findings(data).stream().filter(f -> f.kind() == Kind.GAP).findFirst().get();
    assertTrue(finding.evidence().startsWith("accuracy is 1.00 on training and 0.60"));
  }

  @Test
  void aLossThatStillFallsWantsMoreSteps() {
    curve(i -> 2 * Math.exp(-i / 50.0) * (i % 2 == 0 ? 1.03 : 0.97), 60);
    Finding finding = findings(data(i -> i % 3)).get(0);
    assertEquals(Kind.TOO_FEW_STEPS, finding.kind());
    assertEquals(List.of("training.epochs=60"), finding.mend().get().settings());
  }

  @Test
  void aNoisyLossThatNoLongerFallsIsDone() {
    Random random = new Random(3);
    curve(i -> 0.3 + 0.1 * random.nextDouble(), 60);
    assertEquals(Set.of(), found(data(i -> i % 3)));
  }

  @Test
  void aPenaltyThatIsMostOfTheLossIsSaid() {
    curve(i -> 3.1, 20);
    overrides = List.of("training.lambda=0.5");
    weights =
        Optional.of(new Weights.Builder().put("k", new long[] {3}, new float[] {2, 2, 2}).build());
    Finding finding =
        findings(data(i -> i % 3)).stream().filter(f -> f.kind() == Kind.PENALTY).findFirst().get();
    assertTrue(finding.evidence().contains("3.0, 97 %"), finding.evidence());
  }

  @Test
  void fewGroupsMakeAnUncertainScore() {
    Dataset data = data(i -> i % 3);
    predict(data, Split.TEST, (i, label) -> i / 30 % 4 == 0 ? (label + 1) % 3 : label);
    assertTrue(found(data).contains(Kind.SCORE_NOISE));
  }

  private Set<Kind> found(Dataset data) {
    return findings(data).stream().map(Finding::kind).collect(Collectors.toSet());
  }

  private List<Finding> findings(Dataset data) {
    Recipe recipe = Recipes.load("har-lstm", overrides);
    recipe = Recipes.with(recipe, List.of("training.epochs=20", "training.steps=0"));
    Patient patient = new Patient(recipe, data, 1, Compute.standard());
    RunFacts run = new RunFacts(patient, curves, stopped, predictions, weights);
    return RunChecks.ALL.stream().flatMap(check -> check.of(run).findings().stream()).toList();
  }

  private void curve(IntToDoubleFunction loss, int displays) {
    curves.put("step", IntStream.range(0, displays).mapToDouble(i -> 100 * i).toArray());
    curves.put("loss", IntStream.range(0, displays).mapToDouble(loss).toArray());
  }

  /** 300 sequences a part, 10 groups. */
  private static Dataset data(IntUnaryOperator label) {
    int count = 300;
    float[] values = new float[count * 4];
    Random random = new Random(9);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    int[] labels = IntStream.range(0, count).map(label).toArray();
    int[] groups = IntStream.range(0, count).map(i -> i / 30).toArray();
    Sequences part = Sequences.ofSteps(values, 4, 1, labels, groups);
    return new Dataset(
        "made", true, List.of(new Signal("x", "")), CLASSES, part, Sequences.empty(1), part);
  }

  private interface Saying {
    int of(int index, int label);
  }

  private void predict(Dataset data, Split split, Saying saying) {
    Sequences part = data.split(split);
    float[] values = new float[part.size() * CLASSES.size()];
    Arrays.fill(values, 0.1f);
    for (int i = 0; i < part.size(); i++) {
      values[i * CLASSES.size() + saying.of(i, part.label(i))] = 0.8f;
    }
    predictions.put(split, Predictions.ofSequences(data.schema().target(), values));
  }
}
