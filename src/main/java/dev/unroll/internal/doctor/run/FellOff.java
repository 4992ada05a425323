package dev.unroll.internal.doctor.run;

import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Mend;
import dev.unroll.internal.doctor.data.Statistics;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/** A loss that had fallen and rose again for good. */
final class FellOff implements RunCheck {

  /** A loss so many times the least that the run had come to. */
  private static final double TIMES = 3;

  /** The least must have been below this share of the loss at the start. */
  private static final double HAD_LEARNT = 0.5;

  /** Of the loss at the start, that it must have come back to: near 0 it leaps for nothing. */
  private static final double MUCH = 0.2;

  /** Displays that the loss must have stayed up for. */
  private static final int DISPLAYS = 5;

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.FELL_OFF);
  }

  @Override
  public Examined of(RunFacts run) {
    double[] losses = run.curve("loss");
    double[] steps = run.curve("step");
    int count = losses.length;
    if (count < 2 * DISPLAYS) {
      return Examined.WELL;
    }
    double least = Double.POSITIVE_INFINITY;
    int at = 0;
    for (int i = 2; i < count - DISPLAYS; i++) {
      double median = Statistics.median(Arrays.copyOfRange(losses, i - 2, i + 1));
      if (median < least) {
        least = median;
        at = i;
      }
    }
    double last = Statistics.median(Arrays.copyOfRange(losses, count - DISPLAYS, count));
    boolean learnt = least < HAD_LEARNT * losses[0];
    if (last > TIMES * (learnt ? least : losses[0]) && last > MUCH * losses[0]) {
      double clip = run.patient().recipe().training().clipNorm();
      double rate = run.patient().recipe().training().learningRate();
      return Examined.of(
          Finding.of(
              Kind.FELL_OFF,
              Level.FAULT,
              String.format(
                  Locale.ROOT,
                  "the loss was %.3g at step %.0f and is %.3g at the end",
                  learnt ? least : losses[0],
                  learnt ? steps[at] : steps[0],
                  last),
              learnt ? "a few large steps undid what was learnt" : "the steps lead away",
              clip == 0 && learnt
                  ? Mend.set("training.clipNorm", 1)
                  : Mend.set("training.learningRate", rate / 10)));
    }
    return Examined.WELL;
  }
}
