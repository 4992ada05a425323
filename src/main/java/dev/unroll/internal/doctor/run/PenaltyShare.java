package dev.unroll.internal.doctor.run;

import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Mend;
import dev.unroll.graph.Weights;
import dev.unroll.train.TrainingSpec;
import java.util.Locale;
import java.util.Set;

/** A penalty on the weights that is most of the loss at the end. */
final class PenaltyShare implements RunCheck {

  private static final double MOST = 0.5;

  /** A weight of the penalty that hardly any network minds. */
  private static final double MEND = 1e-4;

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.PENALTY);
  }

  @Override
  public Examined of(RunFacts run) {
    TrainingSpec training = run.patient().recipe().training();
    double[] losses = run.curve("loss");
    if (training.lambda() <= MEND || losses.length == 0 || run.weights().isEmpty()) {
      return Examined.WELL;
    }
    Weights weights = run.weights().get();
    double squares = 0;
    for (String name : weights.names()) {
      if (training.l2().covers(weights.shape(name).length)) {
        for (float value : weights.values(name)) {
          squares += (double) value * value;
        }
      }
    }
    double penalty = training.lambda() * squares / 2;
    double share = penalty / losses[losses.length - 1];
    if (share < MOST) {
      return Examined.WELL;
    }
    return Examined.of(
        Finding.of(
            Kind.PENALTY,
            Level.SUSPECT,
            String.format(
                Locale.ROOT,
                "the penalty on the weights is %.2g, %.0f %% of the last loss",
                penalty,
                100 * Math.min(1, share)),
            "the steps shrink the weights more than they fit the data",
            Mend.set("training.lambda", MEND)));
  }
}
