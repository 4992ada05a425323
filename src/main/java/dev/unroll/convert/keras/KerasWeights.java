package dev.unroll.convert.keras;

import static dev.unroll.check.Check.that;

import com.google.common.base.Splitter;
import dev.unroll.convert.arrays.Array;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  /** Above the layers' groups in the format of Keras 2; empty in that of Keras 3. */
  private final Optional<String> groups;

  private final Set<String> used = new HashSet<>();

  private KerasWeights(Hdf5File file, Optional<String> groups) {
    this.file = file;
    this.groups = groups;
  }

  /** Those in folders by the classes of layers, in {@code .keras} and {@code .weights.h5}. */
  static KerasWeights ofKeras3(Hdf5File file) {
    return new KerasWeights(file, Optional.empty());
  }

  /** Those of a whole model in {@code .h5}, by the names of layers and weights. */
  static KerasWeights ofModel(Hdf5File file) {
    return new KerasWeights(file, Optional.of("model_weights"));
  }

  /** Those alone in {@code .h5}, by the names of layers and weights. */
  static KerasWeights ofKeras2(Hdf5File file) {
    return new KerasWeights(file, Optional.of(""));
  }

  /**
   * The weights of a layer.
   *
   * @param names of all its weights, in Keras' order
   */
  Map<String, Array> of(KerasLayer layer, Part part, List<String> names) {
    return groups.isPresent() ? byName(layer, part, names) : byNumber(layer, part, names);
  }

  private Map<String, Array> byNumber(KerasLayer layer, Part part, List<String> names) {
    String folder = layer.home().folder() + part.folder + "/vars";
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
    List<String> scopes = layer.home().names();
    String folder = groups.orElse("") + "/" + scopes.get(0);
    String inGroup = String.join("/", scopes) + "/";
    Map<String, String> paths = new LinkedHashMap<>();
    for (String path : file.texts(folder, "weight_names")) {
      List<String> parts = Splitter.on('/').splitToList(path);
      boolean own =
          scopes.size() == 1
              || path.startsWith(inGroup)
              || path.startsWith(scopes.get(scopes.size() - 1) + "/");
      boolean here = part.start.isEmpty() || parts.stream().anyMatch(p -> p.startsWith(part.start));
      if (own && here) {
        String last = parts.get(parts.size() - 1).replaceAll(":\\d+$", "");
        String other = paths.put(last, folder + "/" + path);
        layer.require(
            other == null, "its weights '" + path + "' and '" + other + "' have one name");
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
    if (groups.isPresent()) {
      for (String layer : file.texts(groups.get(), "layer_names")) {
        String folder = groups.get() + "/" + layer;
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
      if (child.equals("seed_generator") || depth > 24) {
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
