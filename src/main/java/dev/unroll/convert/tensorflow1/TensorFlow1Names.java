package dev.unroll.convert.tensorflow1;

import static dev.unroll.check.Check.that;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The variables of a checkpoint: those of the model, and what an optimizer keeps of each.
 *
 * @param model names of the model's variables
 * @param slots of an optimizer: for each of the model's variables, name in the checkpoint by name
 *     of the slot, such as {@code Adam_1}
 * @param powers what Adam keeps of all: names by {@code beta1_power} and {@code beta2_power}
 */
record TensorFlow1Names(
    List<String> model, Map<String, Map<String, String>> slots, Map<String, String> powers) {

  private static final Set<String> POWERS = Set.of("beta1_power", "beta2_power");

  /**
   * Tells them apart.
   *
   * @param ranks dimensions of each variable of floats
   */
  static TensorFlow1Names of(Map<String, Integer> ranks) {
    Map<String, Map<String, String>> slots = new LinkedHashMap<>();
    Map<String, String> powers = new TreeMap<>();
    Set<String> others = new HashSet<>();
    for (String name : ranks.keySet()) {
      String last = last(name);
      if (POWERS.contains(last)) {
        String other = powers.put(last, name);
        that(
            other == null,
            "the checkpoint has '%s' and '%s': slots of two optimizers; keep one's alone",
            other,
            name);
      }
      String stem = name.substring(0, Math.max(0, name.length() - last.length() - 1));
      String owner = owner(stem, ranks.keySet());
      if (!owner.isEmpty()) {
        slots.computeIfAbsent(owner, n -> new TreeMap<>()).put(last, name);
        others.add(name);
      }
    }
    List<String> model = new ArrayList<>();
    ranks.forEach(
        (name, rank) -> {
          if (rank > 0 && !others.contains(name) && !name.startsWith("carried_state/")) {
            model.add(name);
          }
        });
    return new TensorFlow1Names(model, slots, powers);
  }

  /** The variable that {@code stem} is the name of, a scope before it allowed; else nothing. */
  private static String owner(String stem, Set<String> names) {
    for (int from = 0; from >= 0 && from < stem.length(); from = stem.indexOf('/', from) + 1) {
      String candidate = stem.substring(from);
      if (names.contains(candidate)) {
        return candidate;
      }
      if (stem.indexOf('/', from) < 0) {
        break;
      }
    }
    return "";
  }

  private static String last(String name) {
    return name.substring(name.lastIndexOf('/') + 1);
  }
}
