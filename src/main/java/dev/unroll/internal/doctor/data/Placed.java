package dev.unroll.internal.doctor.data;

import dev.unroll.layer.Layer;
import dev.unroll.layer.Parallel;
import dev.unroll.layer.Residual;
import dev.unroll.layer.TimeDistributed;
import java.util.ArrayList;
import java.util.List;

/**
 * A layer of a recipe, and where it stands there.
 *
 * @param path of its settings, such as {@code model.layers.2.branches.0.1}
 * @param layer that stands there
 * @param before what its values come from: the layers before it, the nearest last, those around it
 *     left out
 */
record Placed(String path, Layer layer, List<Layer> before) {

  /** All layers, those inside others after them. */
  static List<Placed> all(List<Layer> layers) {
    List<Placed> all = new ArrayList<>();
    add("model.layers", layers, List.of(), all);
    return all;
  }

  private static void add(String path, List<Layer> layers, List<Layer> before, List<Placed> all) {
    List<Layer> earlier = new ArrayList<>(before);
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      String here = path + "." + i;
      all.add(new Placed(here, layer, List.copyOf(earlier)));
      if (layer instanceof Parallel parallel) {
        for (int branch = 0; branch < parallel.branches().size(); branch++) {
          add(here + ".branches." + branch, parallel.branches().get(branch), earlier, all);
        }
      } else if (layer instanceof Residual residual) {
        add(here + ".layers", residual.layers(), earlier, all);
        add(here + ".shortcut", residual.shortcut(), earlier, all);
      } else if (layer instanceof TimeDistributed each) {
        add(here + ".layers", each.layers(), earlier, all);
      }
      earlier.add(layer);
    }
  }

  /** The layer that it takes its values from is the last of {@link #before}. */
  boolean follows(Class<? extends Layer> kind) {
    return !before.isEmpty() && kind.isInstance(before.get(before.size() - 1));
  }

  /** The nearest layer of a kind before it; null where there is none. */
  <L extends Layer> L nearest(Class<L> kind) {
    for (int i = before.size() - 1; i >= 0; i--) {
      if (kind.isInstance(before.get(i))) {
        return kind.cast(before.get(i));
      }
    }
    return null;
  }
}
