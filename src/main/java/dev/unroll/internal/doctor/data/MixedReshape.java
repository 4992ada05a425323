package dev.unroll.internal.doctor.data;

import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Kind;
import dev.unroll.doctor.finding.Level;
import dev.unroll.doctor.finding.Mend;
import dev.unroll.layer.Layer;
import dev.unroll.layer.Reshape;
import java.util.List;
import java.util.Optional;

/**
 * A reshape of steps after which a feature is another channel at each step: its features are no
 * whole multiple of the old ones, nor a whole part of them.
 */
final class MixedReshape {

  private MixedReshape() {}

  static Optional<Finding> of(Patient patient) {
    List<Layer> layers = patient.recipe().model().layers();
    Optional<LayerSizes> sizes =
        layers.stream().anyMatch(Reshape.class::isInstance)
            ? LayerSizes.of(patient)
            : Optional.empty();
    for (int i = 0; i < layers.size() && sizes.isPresent(); i++) {
      List<Integer> before = sizes.get().before(i);
      List<Integer> after = sizes.get().after(i);
      if (layers.get(i) instanceof Reshape && before.size() == 2 && after.size() == 2) {
        int old = before.get(1);
        int given = after.get(1);
        if (before.get(0) > 1 && given % old != 0 && old % given != 0) {
          return Optional.of(mixed(i, before, after));
        }
      }
    }
    return Optional.empty();
  }

  private static Finding mixed(int layer, List<Integer> before, List<Integer> after) {
    return Finding.of(
        Kind.AXES,
        Level.SUSPECT,
        Text.of(
            "the layer 'reshape' makes %d steps of %d features of %d steps of %d",
            after.get(0), after.get(1), before.get(0), before.get(1)),
        "a feature is another channel, of another time, at each step",
        new Mend(
            List.of(
                Text.of(
                    "model.layers.%d={type: reshape, steps: %d, features: %d}",
                    layer, before.get(0), before.get(1))),
            Text.of(
                "leave the reshape out, or let it keep the %d steps of %d features",
                before.get(0), before.get(1))));
  }
}
