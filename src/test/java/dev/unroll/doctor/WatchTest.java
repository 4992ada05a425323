package dev.unroll.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.data.Metric;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.recipe.Recipes;
import dev.unroll.train.ProbeReport;
import dev.unroll.train.TrainingListener.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;

class WatchTest {

  private final List<String> said = new ArrayList<>();

  @Test
  void aHealthyTrainingIsWatchedInSilence() {
    watch(List.of(), step -> 1.8 * Math.exp(-step / 900.0) + 0.1, step -> 2, 0.003, 0.4);
    assertEquals(List.of(), said);
  }

  @Test
  void aLeapOfTheGradientIsSaidOnceAtItsStep() {
    watch(
        List.of("training.clipNorm=0"),
        step -> 1,
        step -> step >= 900 && step % 200 == 100 ? 900 : 0.8,
        0.003,
        0.4);
    assertEquals(List.of("900 GRADIENT_SIZE training.clipNorm=1"), said);
  }

  @Test
  void aBoundThatCutsEveryGradientIsSaid() {
    watch(List.of("training.clipNorm=0.01"), step -> 1, step -> 0.8, 0.003, 0.4);
    assertEquals(List.of("500 GRADIENT_SIZE training.clipNorm=1"), said);
  }

  @Test
  void aLossThatRisesAgainIsSaid() {
    watch(List.of(), step -> step < 1200 ? 1.8 * Math.exp(-step / 300.0) : 2.2, s -> 2, 0.003, 0.4);
    assertEquals(1, said.size());
    assertTrue(said.get(0).startsWith("1300 FELL_OFF"), said.get(0));
  }

  @Test
  void stepsOfTheWrongSizeAreSaid() {
    watch(List.of(), step -> 1, step -> 2, 0.4, 0.4);
    watch(List.of(), step -> 1, step -> 2, 1e-6, 0.4);
    assertEquals(2, said.size());
    assertTrue(said.get(0).contains("UPDATE_RATIO training.learningRate=" + rate() / 10));
    assertTrue(said.get(1).contains("UPDATE_RATIO training.learningRate=" + rate() * 10));
  }

  @Test
  void aDeadLayerIsSaid() {
    watch(List.of(), step -> 1, step -> 2, 0.003, 1);
    assertEquals(1, said.size());
    assertTrue(said.get(0).startsWith("100 DEAD_UNITS"), said.get(0));
  }

  private static double rate() {
    return Recipes.named("har-lstm").training().learningRate();
  }

  /** Two thousand steps, a look and a display every hundred. */
  private void watch(
      List<String> overrides,
      LongToDoubleFunction loss,
      LongToDoubleFunction norm,
      double update,
      double zeros) {
    Watch watch =
        new Watch(
            Recipes.load("har-lstm", overrides),
            (step, finding) ->
                said.add(
                    step
                        + " "
                        + Kind.valueOf(finding.kind().name())
                        + " "
                        + String.join(" ", finding.mend().orElseThrow().settings())));
    OptionalDouble none = OptionalDouble.empty();
    for (long step = 0; step < 2000; step += 100) {
      ProbeReport.OfVariable variable =
          new ProbeReport.OfVariable(
              none, none, none, none, OptionalDouble.of(update), List.of(), List.of());
      watch.probed(
          new ProbeReport(
              step,
              OptionalDouble.of(norm.applyAsDouble(step)),
              Map.of("rnn/kernel", variable),
              Map.of("dense", new ProbeReport.OfLayer(1, 0, zeros, 0)),
              List.of()));
      watch.progressed(
          new Progress(
              step, loss.applyAsDouble(step), rate(), Metric.ACCURACY, 0.5, none, none, 1));
    }
  }
}
