package dev.unroll.internal.doctor.probe;

import dev.unroll.data.Split;
import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Mend;
import java.util.Set;

/** Outputs of a step that change with inputs that come after it. */
final class FutureInputs implements ProbeCheck {

  /** A smaller change of an output is rounding. */
  private static final double LEAST = 1e-5;

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.FUTURE_USED);
  }

  @Override
  public Examined of(Lab lab) {
    if (!lab.patient().target().perStep()) {
      return Examined.WELL;
    }
    double most =
        Influence.ofTheFuture(
            lab.predictor(lab.model(), lab.start()),
            lab.patient().sample(Split.TRAIN),
            0,
            lab.patient().seed());
    if (most < LEAST) {
      return Examined.WELL;
    }
    return Examined.of(
        Finding.of(
            Kind.FUTURE_USED,
            Level.NOTE,
            "outputs of earlier steps change by up to "
                + Figures.of(most)
                + " when the last step of the inputs changes",
            "the model cannot label a step before later ones are there",
            Mend.byHand(
                "where steps are to be labelled as they come: bidirectional: false, and no layer"
                    + " that looks ahead")));
  }
}
