package dev.unroll.convert.keras;

import static dev.unroll.check.Check.that;

import com.google.common.base.Splitter;
import dev.unroll.convert.arrays.Array;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The weights in a Keras file, found by the layers of its description. */
final class KerasWeights {

  /** Where in a layer weights are: Keras 3's folder, and the start of a part of Keras 2's path. */
  enum Part {
    /** The layer's own. */
    OWN("", ""),
    /** Those of a recurrent layer's cell. */
    CELL("/cell", ""),
    /** Those of the forward cell of a bidirectional layer. */
    FORWARD("/forward_layer/cell", "forward_"),
    /** Those of its backward cell. */
    BACKWARD("/backward_layer/cell", "backward_"),
    /** Those of the layer inside a wrapper. */
    INNER("/layer", "");

    private final String folder;
    private final String start;

    Part(String folder, String start) {
      this.folder = folder;
      this.start = start;
    }
  }

  private final Hdf5File file;

  /** Keras 3's folder of each layer, by its position; empty in Keras 2's format. */
  private final Map<Integer, String> folders;

  private final Set<String> used = new HashSet<>();

  private KerasWeights(Hdf5File file, Map<Integer, String> folders) {
    this.file = file;
    this.folders = folders;
  }

  /** Those of {@code .keras}: folders are named by class, numbered from the second one on. */
  static KerasWeights ofKeras3(Hdf5File file, List<KerasLayer> layers) {
    Map<String, Integer> counts = new HashMap<>();
    Map<Integer, String> folders = new HashMap<>();
    for (KerasLayer layer : layers) {
      String name = snakeCase(layer.type());
      int count = counts.merge(name, 1, Integer::sum) - 1;
      folders.put(layer.position(), "layers/" + name + (count == 0 ? "" : "_" + count));
    }
    return new KerasWeights(file, folders);
  }

  /** Those of {@code .h5}, by the names of layers and weights. */
  static KerasWeights ofHdf5(Hdf5File file) {
    return new KerasWeights(file, Map.of());
  }

  /** As Keras makes a folder of a class. */
  static String snakeCase(String type) {
    return type.replaceAll("(.)([A-Z][a-z]+)", "$1_$2")
        .replaceAll("([a-z])([A-Z])", "$1_$2")
        .toLowerCase(Locale.ROOT);
  }

  /**
   * The weights of a layer.
   *
   * @param names of all its weights, in Keras' order
   */
  Map<String, Array> of(KerasLayer layer, Part part, List<String> names) {
    return folders.isEmpty() ? byName(layer, part, names) : byNumber(layer, part, names);
  }

  private Map<String, Array> byNumber(KerasLayer layer, Part part, List<String> names) {
    String folder = folders.get(layer.position()) + part.folder + "/vars";
    List<String> found = file.children(folder);
    that(
        found.size() == names.size(),
        "%s: expected the weights %s in '%s', found %d",
        layer.who(),
        names,
        folder,
        found.size());
    Map<String, Array> weights = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      weights.put(names.get(i), read(names.get(i), folder + "/" + i));
    }
    return weights;
  }

  private Map<String, Array> byName(KerasLayer layer, Part part, List<String> names) {
    String folder = "model_weights/" + layer.name();
    Map<String, String> paths = new LinkedHashMap<>();
    for (String path : file.texts(folder, "weight_names")) {
      List<String> parts = Splitter.on('/').splitToList(path);
      boolean here = part.start.isEmpty() || parts.stream().anyMatch(p -> p.startsWith(part.start));
      if (here) {
        String last = parts.get(parts.size() - 1);
        paths.put(last.replaceAll(":\\d+$", ""), folder + "/" + path);
      }
    }
    that(
        paths.keySet().equals(Set.copyOf(names)),
        "%s: expected the weights %s in '%s', found %s",
        layer.who(),
        names,
        folder,
        paths.keySet());
    Map<String, Array> weights = new LinkedHashMap<>();
    names.forEach(name -> weights.put(name, read(name, paths.get(name))));
    return weights;
  }

  private Array read(String name, String path) {
    used.add(path);
    // How many rows a Normalization has seen is a whole number; nothing is computed with it.
    return name.equals("count") ? Array.filled(0, 1) : file.array(path);
  }

  /**
   * Checks that every weight was used; the states of random numbers are none.
   *
   * @throws dev.unroll.check.InputException where one is left
   */
  void checkNothingIsLeft() {
    List<String> left = new ArrayList<>();
    if (folders.isEmpty()) {
      for (String layer : file.texts("model_weights", "layer_names")) {
        String folder = "model_weights/" + layer;
        file.texts(folder, "weight_names").forEach(path -> left.add(folder + "/" + path));
      }
    } else {
      collect("layers", left, 0);
    }
    left.removeAll(used);
    that(
        left.isEmpty(),
        "%s: the weights %s belong to no layer of the model's description",
        file.name(),
        Array.list(left));
  }

  private void collect(String folder, List<String> all, int depth) {
    for (String child : file.children(folder)) {
      String path = folder + "/" + child;
      if (child.equals("seed_generator") || depth > 8) {
        continue;
      }
      if (folder.endsWith("/vars")) {
        all.add(path);
      } else {
        collect(path, all, depth + 1);
      }
    }
  }
}
