package dev.unroll.internal.doctor.data;

import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Mend;
import dev.unroll.layer.Conv1D;
import dev.unroll.layer.Padding;
import dev.unroll.layer.Pool1D;
import dev.unroll.layer.Recurrent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A class of a step that is told by steps after it. Whole sequences, and what comes after them, may
 * be told by all of their steps.
 */
final class FutureUsed implements DataCheck {

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.FUTURE_USED);
  }

  @Override
  public Examined of(Patient patient) {
    if (!patient.target().perStep()) {
      return Examined.WELL;
    }
    List<Placed> layers = Placed.all(patient.recipe().model().layers());
    boolean goesOn =
        patient.recipe().training().window() > 0
            || layers.stream().anyMatch(FutureUsed::carriesState);
    List<Finding> findings = new ArrayList<>();
    for (Placed placed : layers) {
      Mend mend = null;
      if (placed.layer() instanceof Recurrent recurrent && recurrent.bidirectional()) {
        mend = Mend.set(placed.path() + ".bidirectional", false);
      } else if (placed.layer() instanceof Conv1D conv
          && conv.kernelSize() > 1
          && looksAhead(conv.padding())) {
        mend = Mend.set(placed.path() + ".padding", "causal");
      } else if (placed.layer() instanceof Pool1D pool
          && pool.size() > 1
          && looksAhead(pool.padding())) {
        mend = Mend.set(placed.path() + ".padding", "causal");
      }
      if (mend != null) {
        findings.add(
            Finding.of(
                Kind.FUTURE_USED,
                goesOn ? Level.FAULT : Level.NOTE,
                "the layer '"
                    + placed.layer().label()
                    + "' tells the class of a step by steps after it too",
                goesOn
                    ? "the model is to go on from window to window, where later steps are not yet"
                        + " there"
                    : "that is right for recordings that are over, and cannot be had step by step",
                mend));
      }
    }
    return Examined.of(findings.toArray(Finding[]::new));
  }

  private static boolean carriesState(Placed placed) {
    return placed.layer() instanceof Recurrent recurrent
        && recurrent.state() != Recurrent.State.STATELESS;
  }

  private static boolean looksAhead(Padding padding) {
    return padding == Padding.SAME || padding == Padding.SAME_TENSORFLOW;
  }
}
