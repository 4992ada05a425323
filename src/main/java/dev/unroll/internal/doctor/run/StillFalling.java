package dev.unroll.internal.doctor.run;

import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Mend;
import dev.unroll.train.TrainingSpec;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/** A loss that still falls where the training ends. */
final class StillFalling implements RunCheck {

  /** Share of the loss that the last tenth of the steps takes away. */
  private static final double FALL = 0.05;

  /** Displays below which no slope is told. */
  private static final int LEAST_DISPLAYS = 10;

  private static final int TIMES_THE_STEPS = 3;

  /** Accuracy of training batches that leaves nothing to learn from them. */
  private static final double ALL_RIGHT = 0.98;

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.TOO_FEW_STEPS);
  }

  @Override
  public Examined of(RunFacts run) {
    double[] losses = run.curve("loss");
    double[] steps = run.curve("step");
    int count = losses.length;
    if (count < LEAST_DISPLAYS || !Arrays.stream(losses).allMatch(loss -> loss > 0)) {
      return Examined.WELL;
    }
    // A third of the displays tells the slope better than a tenth: single batches are noisy.
    int first = count - Math.max(5, count / 3);
    double[] line = line(losses, first);
    double fall = -line[0] * (count - 1) / 10;
    if (fall < FALL || line[1] > -3 || stopped(run)) {
      return Examined.WELL;
    }
    TrainingSpec training = run.patient().recipe().training();
    Mend mend =
        training.steps() > 0
            ? Mend.set("training.steps", TIMES_THE_STEPS * training.steps())
            : Mend.set("training.epochs", TIMES_THE_STEPS * training.epochs());
    return Examined.of(
        Finding.of(
            Kind.TOO_FEW_STEPS,
            Level.SUSPECT,
            String.format(
                Locale.ROOT,
                "the loss still falls by %.0f %% in the last tenth of the %.0f steps",
                100 * (1 - Math.exp(-fall)),
                steps[count - 1]),
            "the training ends before it has arrived",
            mend));
  }

  /**
   * Whether more steps would not help: training batches are right already, or held-out scores were
   * better before.
   */
  private static boolean stopped(RunFacts run) {
    boolean classes = run.patient().target().isClasses();
    double[] training = run.curve("train_");
    if (classes
        && training.length >= LEAST_DISPLAYS
        && mean(training, training.length - 5, training.length) > ALL_RIGHT) {
      return true;
    }
    double[] scores = run.curve("validation_");
    int count = scores.length;
    if (count < LEAST_DISPLAYS) {
      return false;
    }
    double before = mean(scores, count - 2 * (count / 5), count - count / 5);
    double last = mean(scores, count - count / 5, count);
    boolean share = run.patient().target().metric().share();
    return share ? last < before : last > before;
  }

  private static double mean(double[] values, int from, int to) {
    return Arrays.stream(values, from, to).average().orElse(Double.NaN);
  }

  /** Slope of the logarithms a display, and how many of its standard errors it is from 0. */
  private static double[] line(double[] losses, int first) {
    int count = losses.length - first;
    double meanX = (count - 1) / 2.0;
    double meanY = 0;
    for (int i = 0; i < count; i++) {
      meanY += Math.log(losses[first + i]) / count;
    }
    double xx = 0;
    double xy = 0;
    for (int i = 0; i < count; i++) {
      xx += (i - meanX) * (i - meanX);
      xy += (i - meanX) * (Math.log(losses[first + i]) - meanY);
    }
    double slope = xy / xx;
    double rest = 0;
    for (int i = 0; i < count; i++) {
      double error = Math.log(losses[first + i]) - meanY - slope * (i - meanX);
      rest += error * error;
    }
    return new double[] {slope, slope / Math.sqrt(rest / (count - 2) / xx)};
  }
}
