package dev.unroll.internal.doctor.probe;

import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Mend;
import dev.unroll.doctor.finding.Tried;
import dev.unroll.train.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A training that ends, or only warms up, before it has arrived. */
final class TooFewSteps implements ProbeCheck {

  /** A training of fewer steps is short. */
  private static final int SHORT = 200;

  /** A training of so many steps is long enough to see for oneself whether more would help. */
  private static final int LONG = 2000;

  /** So many times more steps are tried, again and again as long as that helps. */
  private static final int MORE = 4;

  /** A share of the loss by which more steps must lessen it. */
  private static final double GAIN = 0.2;

  /** A share of the steps for warming up that leaves too few. */
  private static final double LONG_WARMUP = 0.5;

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.TOO_FEW_STEPS);
  }

  @Override
  public Examined of(Lab lab) {
    List<Finding> findings = new ArrayList<>();
    if (lab.recipe().training().schedule() instanceof Schedule.Cosine cosine
        && cosine.warmup() > LONG_WARMUP) {
      findings.add(
          Finding.of(
              Kind.TOO_FEW_STEPS,
              Level.SUSPECT,
              "the learning rate warms up for "
                  + Figures.percent(cosine.warmup())
                  + " of the steps",
              "it reaches its value when training ends",
              Mend.set("training.schedule.warmup", 0.1)));
    }
    long steps = lab.recipeSteps(lab.recipe());
    if (steps < SHORT && lab.asItIs().finite() && lab.affords((double) MORE * steps)) {
      Course last = lab.asItIs();
      long enough = steps;
      boolean better = true;
      while (better && enough < LONG && lab.affords((double) MORE * enough)) {
        Course longer = lab.train(lab.plan(lab.recipe(), (int) (MORE * enough)));
        Tried step = lab.compared(last, longer);
        better = longer.finite() && step.lossAfter() < (1 - GAIN) * step.lossBefore();
        if (better) {
          last = longer;
          enough *= MORE;
        }
      }
      if (enough > steps) {
        findings.add(
            Finding.of(
                    Kind.TOO_FEW_STEPS,
                    Level.SUSPECT,
                    "training has " + steps + " steps in all, and the loss still falls",
                    "it ends before it has arrived",
                    Mend.set("training.steps", enough))
                .with(lab.compared(lab.asItIs(), last)));
      }
    }
    return new Examined(findings, List.of());
  }
}
