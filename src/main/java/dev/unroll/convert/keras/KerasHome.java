package dev.unroll.convert.keras;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Where a layer's weights are.
 *
 * @param folder in the format of Keras 3: named by classes, numbered from the second one on, a
 *     model inside a model with folders of its own
 * @param names of the layer and the models it lies in, the outermost first: how the format of Keras
 *     2 finds weights
 * @param old whether the file is by Keras 1 or 2, where some functions are others
 */
record KerasHome(String folder, List<String> names, boolean old) {

  KerasHome {
    names = List.copyOf(names);
  }

  /** That of a whole model. */
  static KerasHome root(boolean old) {
    return new KerasHome("", List.of(), old);
  }

  /** Gives the layers of a model their homes in the order of its list. */
  static final class Numbering {
    private final KerasHome model;
    private final Map<String, Integer> counts = new HashMap<>();

    Numbering(KerasHome model) {
      this.model = model;
    }

    KerasHome next(String type, String name) {
      String snake = snakeCase(type);
      int count = counts.merge(snake, 1, Integer::sum) - 1;
      String start = model.folder.isEmpty() ? "" : model.folder + "/";
      List<String> names = new ArrayList<>(model.names);
      names.add(name);
      return new KerasHome(
          start + "layers/" + snake + (count == 0 ? "" : "_" + count), names, model.old);
    }
  }

  /** As Keras makes a folder of a class. */
  static String snakeCase(String type) {
    return type.replaceAll("(.)([A-Z][a-z]+)", "$1_$2")
        .replaceAll("([a-z])([A-Z])", "$1_$2")
        .toLowerCase(Locale.ROOT);
  }
}
