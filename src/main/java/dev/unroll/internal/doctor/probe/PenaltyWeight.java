package dev.unroll.internal.doctor.probe;

import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Mend;
import dev.unroll.train.Optimizer;
import dev.unroll.train.ProbeReport;
import dev.unroll.train.TrainingSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What a penalty weighs beside the loss of the data, and how far weights decay. */
final class PenaltyWeight implements ProbeCheck {

  /** Share of the loss that is the penalty. */
  private static final double MUCH = 0.5;

  /** What weights that are held by nothing are left with. */
  private static final double LEFT = 0.1;

  /**
   * Where Adam's steps, all in one direction, hold a weight against its decay. Gradients that
   * differ from batch to batch hold about a tenth of that.
   */
  private static final double LEAST_BALANCE = 5;

  private static final double USUAL_LAMBDA = 1e-4;
  private static final double USUAL_DECAY = 0.01;

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.PENALTY);
  }

  @Override
  public Examined of(Lab lab) {
    List<Finding> findings = new ArrayList<>();
    TrainingSpec training = lab.recipe().training();
    List<ProbeReport> reports = lab.asItIs().reports();
    if (training.lambda() > 0 && reports.size() > 1) {
      ProbeReport first = reports.get(0);
      ProbeReport last = reports.get(reports.size() - 1);
      double penalty = penalty(last, training, lab);
      double loss = lab.asItIs().losses().get((int) last.step());
      double share = penalty / loss;
      double size = norm(last, training, lab) / norm(first, training, lab);
      if (share > MUCH || size < LEFT) {
        Finding finding =
            Finding.of(
                Kind.PENALTY,
                Level.SUSPECT,
                "the penalty is "
                    + Figures.percent(share)
                    + " of the loss after "
                    + last.step()
                    + " steps; the weights have "
                    + Figures.percent(size)
                    + " of the size that they began with",
                "steps make the weights smaller, not the predictions better",
                Mend.set("training.lambda", USUAL_LAMBDA));
        if (lab.learns()) {
          // Weights may be what the loss is made of because the rest of it is learnt.
          lab.ifClearlyBetter(finding).ifPresent(findings::add);
        } else {
          findings.add(finding);
        }
      }
    }
    if (training.optimizer() instanceof Optimizer.AdamW adam) {
      double mean = 0;
      long steps = lab.recipeSteps(lab.recipe());
      int points = 100;
      for (int i = 0; i < points; i++) {
        mean += training.schedule().factor(i * steps / points, steps) / points;
      }
      double left = Math.exp(-training.learningRate() * adam.decay() * mean * steps);
      // Adam moves a weight by its rate at most, however the data hold it.
      double balance = 1 / adam.decay();
      if (left < LEFT && balance < LEAST_BALANCE) {
        findings.add(
            Finding.of(
                Kind.PENALTY,
                Level.SUSPECT,
                "with a decay of "
                    + Figures.of(adam.decay())
                    + " a weight that the data do not hold shrinks to "
                    + Figures.percent(left)
                    + " in "
                    + steps
                    + " steps, and one that they do hold to "
                    + Figures.of(balance)
                    + " at most",
                "steps make the weights smaller, not the predictions better",
                Mend.set("training.optimizer.decay", USUAL_DECAY)));
      }
    }
    return new Examined(findings, List.of());
  }

  /** {@code lambda * sum(v^2) / 2}. */
  private static double penalty(ProbeReport report, TrainingSpec training, Lab lab) {
    double norm = norm(report, training, lab);
    return training.lambda() * norm * norm / 2;
  }

  private static double norm(ProbeReport report, TrainingSpec training, Lab lab) {
    double squares = 0;
    for (var of : report.variables().entrySet()) {
      if (training.l2().covers(lab.start().shape(of.getKey()).length)) {
        double norm = of.getValue().norm().orElse(0);
        squares += norm * norm;
      }
    }
    return Math.sqrt(squares);
  }
}
