package dev.unroll.convert.tensorflow1;

import static dev.unroll.check.Check.that;

import dev.unroll.internal.files.NaturalOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The recurrent layers among variables' names: scopes in the order of their numbers, and in each
 * the variables of its cells.
 *
 * @param byScope names and what they mean, by scope; those that run in both directions apart
 */
record CellScopes(List<Map<String, CellVariable>> byScope) {

  /**
   * Finds them.
   *
   * @param who how messages name the file
   * @throws dev.unroll.check.InputException where the names do not tell the scopes' order
   */
  static CellScopes of(String who, Collection<String> names) {
    Map<String, Map<String, CellVariable>> found = new TreeMap<>(NaturalOrder.INSTANCE);
    for (String name : names) {
      CellVariable.of(name)
          .ifPresent(
              cell ->
                  found
                      .computeIfAbsent(cell.scope(), scope -> new LinkedHashMap<>())
                      .put(name, cell));
    }
    for (boolean both : new boolean[] {false, true}) {
      TreeSet<String> kinds = new TreeSet<>();
      found.forEach(
          (scope, variables) -> {
            if (variables.values().iterator().next().bidirectional() == both) {
              kinds.add(scope.replaceAll("_?\\d+", ""));
            }
          });
      that(
          kinds.size() <= 1,
          "%s: the recurrent layers %s: their names do not tell which comes first; rename them so"
              + " that they differ by numbers only",
          who,
          found.keySet());
    }
    return new CellScopes(new ArrayList<>(found.values()));
  }

  /** Each name by what other programs call the same variable too. */
  Map<String, String> byKey() {
    Map<String, String> keys = new LinkedHashMap<>();
    int one = 0;
    int both = 0;
    for (Map<String, CellVariable> scope : byScope) {
      boolean bidirectional = scope.values().iterator().next().bidirectional();
      int place = bidirectional ? both++ : one++;
      scope.forEach((name, cell) -> keys.put(cell.key(place), name));
    }
    return keys;
  }
}
