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

  /** So many times more steps are tried. */
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
      Course longer = lab.train(lab.plan(lab.recipe(), (int) (MORE * steps)));
      Tried tried = lab.compared(lab.asItIs(), longer);
      if (longer.finite() && tried.lossAfter() < (1 - GAIN) * tried.lossBefore()) {
        findings.add(
            Finding.of(
                    Kind.TOO_FEW_STEPS,
                    Level.SUSPECT,
                    "training has " + steps + " steps in all, and the loss still falls",
                    "it ends before it has arrived",
                    Mend.set("training.steps", MORE * steps))
                .with(tried));
      }
    }
    return new Examined(findings, List.of());
  }
}
