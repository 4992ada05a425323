package dev.unroll.internal.doctor.data;

import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Mend;
import dev.unroll.layer.Recurrent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A state that goes from one sequence into an unrelated one, or that is to go on and cannot. */
final class CarriedState implements DataCheck {

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.CARRIED_STATE);
  }

  @Override
  public Examined of(Patient patient) {
    List<Finding> findings = new ArrayList<>();
    for (Placed placed : Placed.all(patient.recipe().model().layers())) {
      if (!(placed.layer() instanceof Recurrent recurrent)) {
        continue;
      }
      if (recurrent.state() == Recurrent.State.CARRIED) {
        findings.add(
            Finding.of(
                Kind.CARRIED_STATE,
                Level.FAULT,
                "the layer 'recurrent' begins every batch with the state that the batch before"
                    + " ended with",
                "a sequence begins with what another one left, and predictions begin with zeros",
                Mend.set(placed.path() + ".state", "stateless")));
      } else if (recurrent.state() == Recurrent.State.STATEFUL
          && patient.recipe().training().window() == 0) {
        findings.add(
            Finding.of(
                Kind.CARRIED_STATE,
                Level.NOTE,
                "the layer 'recurrent' is stateful, but sequences are not cut into windows that"
                    + " it could go on from",
                "it begins every sequence with zeros, as a stateless one does, and only trains"
                    + " slower",
                Mend.set("training.window", Math.max(1, patient.dataset().maxSteps() / 4))));
      }
    }
    return Examined.of(findings.toArray(Finding[]::new));
  }
}
