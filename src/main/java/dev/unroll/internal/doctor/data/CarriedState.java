package dev.unroll.internal.doctor.data;

import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Mend;
import dev.unroll.layer.Layer;
import dev.unroll.layer.Recurrent;
import java.util.List;
import java.util.Set;

/** A state that goes from one sequence into an unrelated one. */
final class CarriedState implements DataCheck {

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.CARRIED_STATE);
  }

  @Override
  public Examined of(Patient patient) {
    List<Layer> layers = patient.recipe().model().layers();
    for (int i = 0; i < layers.size(); i++) {
      if (layers.get(i) instanceof Recurrent recurrent
          && recurrent.state() == Recurrent.State.CARRIED) {
        return Examined.of(
            Finding.of(
                Kind.CARRIED_STATE,
                Level.FAULT,
                "the layer 'recurrent' begins every batch with the state that the batch before"
                    + " ended with",
                "a sequence begins with what another one left, and predictions begin with zeros",
                Mend.set("model.layers." + i + ".state", "stateless")));
      }
    }
    return Examined.WELL;
  }
}
