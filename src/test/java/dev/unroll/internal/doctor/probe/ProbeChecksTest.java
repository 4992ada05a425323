package dev.unroll.internal.doctor.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.Iterables;
import dev.unroll.data.Dataset;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.recipe.Recipe;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each check on a network that has its fault, and all of them on networks that are well. What a
 * short training of a small network comes to depends on the processor, and how long it may be on
 * its load: run it where the machine is quiet, by {@code -Dunroll.probes=true}.
 */
@EnabledIfSystemProperty(
    named = "unroll.probes",
    matches = "true",
    disabledReason = "short trainings depend on the processor and its load")
class ProbeChecksTest {

  private static final Dataset CLASSES = Patients.classes();

  private static final String RELU =
      "model.layers=[{type: recurrent, cell: {type: basic-lstm, units: 8}}, {type: readout, take:"
          + " last-valid}, {type: dense, units: 8, activation: relu";

  private static Finding found(ProbeCheck check, Dataset dataset, String... settings) {
    return Iterables.getOnlyElement(Patients.findings(check, Patients.recipe(settings), dataset));
  }

  private static void isWell(Recipe recipe, Dataset dataset) {
    try (Lab lab = Patients.lab(recipe, dataset)) {
      for (ProbeCheck check : ProbeChecks.ALL) {
        assertEquals(List.of(), check.of(lab).findings(), check.getClass().getSimpleName());
      }
      assertTrue(lab.learns());
    }
  }

  @Test
  void allThatCanBeFoundIsSaid() {
    Set<Integer> numbers = new TreeSet<>();
    ProbeChecks.ALL.forEach(check -> check.kinds().forEach(kind -> numbers.add(kind.number())));
    assertEquals(Set.of(10, 15, 16, 17, 18, 19, 20, 21, 22, 24, 25, 26, 28, 29, 30, 32), numbers);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "training.lambda=0.0001",
        "training.optimizer={type: momentum}",
        "training.optimizer={type: rms-prop}",
        "model.layers=[{type: conv1d, filters: 8, kernelSize: 3, activation: relu}, {type:"
            + " batch-norm}, {type: dropout, rate: 0.3}, {type: recurrent, cell: {type: gru, units:"
            + " 8}}, {type: readout, take: mean}]"
      })
  void networksThatLearnClassesAreWell(String setting) {
    isWell(Patients.recipe(setting), CLASSES);
  }

  @Test
  void aNetworkThatLearnsNumbersIsWell() {
    isWell(Patients.recipe("training.learningRate=0.02"), Patients.numbers());
  }

  @Test
  void aNetworkThatLearnsStepsIsWell() {
    isWell(Patients.stepRecipe("training.learningRate=0.02"), Patients.stepClasses());
  }

  @Test
  void aRateThatOvershootsIsSuspected() {
    Finding finding = found(new LearningRate(), CLASSES, "training.learningRate=30");
    assertEquals(Kind.LEARNING_RATE, finding.kind());
    double mend = rate(finding);
    assertTrue(mend >= 0.001 && mend <= 0.3, finding.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "adam, 1e-6, 1e-3, 0.3",
    "gradient-descent, 1e-5, 0.01, 30",
    "adagrad, 1e-5, 0.01, 30"
  })
  void aRateThatDoesNotArriveIsSuspected(String optimizer, String rate, double least, double most) {
    Finding finding =
        found(
            new LearningRate(),
            CLASSES,
            "training.optimizer={type: " + optimizer + "}",
            "training.learningRate=" + rate);
    assertEquals(Level.SUSPECT, finding.level());
    double mend = rate(finding);
    assertTrue(mend >= least && mend <= most, finding.toString());
  }

  private static double rate(Finding finding) {
    String setting = Iterables.getOnlyElement(finding.mend().orElseThrow().settings());
    return Double.parseDouble(setting.substring(setting.indexOf('=') + 1));
  }

  @Test
  void momentumThatDoesNotEndIsSuspected() {
    Finding finding =
        found(
            new LearningRate(),
            CLASSES,
            "training.optimizer={type: momentum, momentum: 0.9999}",
            "training.learningRate=0.01");
    assertEquals(
        List.of("training.optimizer.momentum=0.9"), finding.mend().orElseThrow().settings());
  }

  @Test
  void aNetworkThatIsTooNarrowCannotLearnAFewSequencesByHeart() {
    Finding finding =
        found(
            new OneBatch(),
            CLASSES,
            RELU.replace("units: 8, activation", "units: 1, activation")
                + ", kernel: {type: zeros}}]");
    assertEquals(Kind.ONE_BATCH, finding.kind());
    assertTrue(finding.evidence().startsWith("16 sequences, 300 steps"), finding.evidence());
  }

  @Test
  void anOutputLayerThatBeginsTooWideIsSuspected() {
    Finding finding =
        found(new LossAtStart(), CLASSES, "model.outputKernel={type: normal, stddev: 100}");
    assertEquals(Level.SUSPECT, finding.level());
  }

  @Test
  void unitsThatBeginAlikeAreSuspected() {
    Finding finding =
        found(new LossAtStart(), CLASSES, RELU + ", kernel: {type: constant, value: 0.1}}]");
    assertEquals(
        List.of("model.layers.2.kernel={type: glorot-uniform}"),
        finding.mend().orElseThrow().settings());
  }

  @Test
  void kernelsThatBeginTooWideAreSuspected() {
    Finding finding =
        found(
            new LossAtStart(),
            CLASSES,
            "model.layers.0.cell.kernel={type: truncated-normal, stddev: 5}");
    assertTrue(finding.evidence().contains("times that of glorot-uniform"), finding.evidence());
  }

  @Test
  void weightsThatHardlyMoveAreSuspected() {
    assertEquals(
        Kind.UPDATE_RATIO, found(new UpdateRatio(), CLASSES, "training.learningRate=1e-8").kind());
  }

  @Test
  void theFirstNumberThatIsNotFiniteIsNamed() {
    Finding finding =
        found(
            new GradientSize(),
            Patients.numbers(),
            "training.optimizer={type: gradient-descent}",
            "model.regression.loss=mse",
            "training.learningRate=1e30",
            "training.clipNorm=0");
    assertEquals(Kind.NOT_FINITE, finding.kind());
    assertEquals(Level.FAULT, finding.level());
  }

  @Test
  void aBoundThatIsTooSmallIsSuspected() {
    assertEquals(
        Kind.GRADIENT_SIZE,
        found(
                new GradientSize(),
                CLASSES,
                "training.optimizer={type: gradient-descent}",
                "training.clipNorm=0.0001")
            .kind());
  }

  @Test
  void unitsThatAreAlwaysZeroAreAFault() {
    Finding finding = found(new DeadUnits(), CLASSES, RELU + ", kernel: {type: zeros}}]");
    assertEquals(Level.FAULT, finding.level());
    assertTrue(finding.evidence().startsWith("100 % of the units of the layer 'dense'"));
    assertEquals(List.of("model.layers.2.activation=elu"), finding.mend().orElseThrow().settings());
  }

  @Test
  void aLayerThatGivesNearlyTheSameForAllIsSuspected() {
    Finding finding =
        found(
            new NarrowPlace(),
            CLASSES,
            "training.learningRate=0.00001",
            "model.layers=[{type: conv1d, filters: 4, kernelSize: 3, activation: sigmoid, kernel:"
                + " {type: normal, stddev: 0.001}}, {type: recurrent, cell: {type: gru, units: 4}},"
                + " {type: readout, take: last-valid}]");
    assertEquals(Kind.BOTTLENECK, finding.kind());
    assertEquals(
        List.of("model.layers.0.activation=relu"), finding.mend().orElseThrow().settings());
  }

  @Test
  void inputsThatShutTheGatesAreSuspected() {
    float[][][] large = new float[60][Patients.STEPS][1];
    int[] labels = new int[large.length];
    for (int i = 0; i < large.length; i++) {
      labels[i] = i % 2;
      for (int t = 0; t < Patients.STEPS; t++) {
        large[i][t][0] = 20000 + 7 * i * t % 31 + labels[i];
      }
    }
    Finding finding =
        found(
            new Saturation(),
            Dataset.of(large, labels).name("large").build(),
            "model.normalize=false");
    assertEquals(Kind.SATURATION, finding.kind());
    assertEquals(List.of("model.normalize=true"), finding.mend().orElseThrow().settings());
  }

  @ParameterizedTest
  @ValueSource(strings = {"training.lambda=30", "training.optimizer={type: adam-w, decay: 50}"})
  void aPenaltyThatRulesIsSuspected(String setting) {
    assertEquals(Kind.PENALTY, found(new PenaltyWeight(), CLASSES, setting).kind());
  }

  @Test
  void dropoutThatLeavesNothingIsSuspected() {
    Finding finding =
        found(
            new TwoModes(),
            CLASSES,
            "model.layers=[{type: recurrent, cell: {type: gru, units: 8}, dropout: 0.6}, {type:"
                + " readout, take: last-valid}, {type: dropout, rate: 0.9}]");
    assertEquals(
        List.of("model.layers.2.rate=0.2", "model.layers.0.dropout=0.2"),
        finding.mend().orElseThrow().settings());
  }

  @Test
  void averagesThatDoNotArriveAreAFault() {
    Finding finding =
        found(
            new TwoModes(),
            CLASSES,
            "model.layers=[{type: conv1d, filters: 8, kernelSize: 3}, {type: batch-norm, momentum:"
                + " 0.9999}, {type: recurrent, cell: {type: gru, units: 8}}, {type: readout, take:"
                + " last-valid}]");
    assertEquals(Level.FAULT, finding.level());
    assertTrue(finding.tried().isPresent());
  }

  @ParameterizedTest
  @CsvSource({
    "training.labelSmoothing=0.9, training.labelSmoothing=0.1",
    "'training.schedule={type: cosine, warmup: 0.9}', training.schedule.warmup=0.1"
  })
  void settingsThatLeaveNothingAreSuspected(String setting, String mend) {
    ProbeCheck check = setting.contains("warmup") ? new TooFewSteps() : new TwoModes();
    assertEquals(List.of(mend), found(check, CLASSES, setting).mend().orElseThrow().settings());
  }

  @Test
  void aTrainingThatEndsTooSoonIsSuspected() {
    Finding finding =
        found(new TooFewSteps(), CLASSES, "training.steps=12", "training.learningRate=0.01");
    assertEquals(Kind.TOO_FEW_STEPS, finding.kind());
    assertTrue(finding.tried().orElseThrow().helped());
  }

  @Test
  void targetsThatInputsDoNotTellAreSuspected() {
    assertEquals(
        Kind.NO_SIGNAL,
        found(new NoSignal(), Patients.noise(), "model.layers.0.cell.units=32").kind());
  }

  @Test
  void predictionsThatGoByNoInputAreSuspected() {
    assertEquals(
        Kind.INPUTS_UNUSED,
        found(new InputsUnused(), CLASSES, RELU + ", kernel: {type: zeros}}]").kind());
  }

  @Test
  void whatLooksAheadIsNoted() {
    Recipe both =
        Patients.stepRecipe(
            "model.layers.0.bidirectional=true", "model.layers.0.cell={type: gru, units: 4}");
    Finding finding =
        Iterables.getOnlyElement(
            Patients.findings(new FutureInputs(), both, Patients.stepClasses()));
    assertEquals(Level.NOTE, finding.level());
  }
}
