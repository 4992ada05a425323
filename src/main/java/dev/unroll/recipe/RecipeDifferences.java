package dev.unroll.recipe;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.unroll.settings.RecordWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Whether a recipe that somebody names is the one that a run began with. */
final class RecipeDifferences {

  /** What is chosen for each run, whatever the recipe. */
  private static final Set<String> OF_A_RUN =
      Set.of("data.source", "training.steps", "training.epochs");

  private static final int MOST_NAMED = 3;

  private final List<String> found = new ArrayList<>();

  private RecipeDifferences() {}

  /**
   * Refuses a recipe that is not that of a run. One of ours is it by its name, since a run may have
   * begun with settings of its own, or by an earlier version; one of a file by what it says.
   *
   * @param word that named it
   * @param run how messages call the run
   */
  static void refuse(String word, Recipe named, Recipe begun, String run) {
    that(
        named.name().equals(begun.name()),
        "%s: the run began with the recipe '%s', not with '%s'; leave the recipe out to go on with"
            + " it, or begin another run",
        run,
        begun.name(),
        named.name());
    RecipeDifferences differences = new RecipeDifferences();
    differences.compare("", RecordWriter.write(named), RecordWriter.write(begun));
    if (!Recipes.NAMES.contains(word) && !differences.found.isEmpty()) {
      List<String> all = differences.found;
      throw failure(
          "%s: the run began with another recipe than '%s' is now: %s%s; leave the recipe out to go"
              + " on with what the run began with, or begin another run",
          run,
          word,
          String.join(", ", all.subList(0, Math.min(all.size(), MOST_NAMED))),
          all.size() > MOST_NAMED ? " and " + (all.size() - MOST_NAMED) + " more" : "");
    }
  }

  /** Every setting of a recipe by its key, such as {@code training.learningRate}. */
  static Map<String, String> settings(Recipe recipe) {
    Map<String, String> all = new LinkedHashMap<>();
    flatten("", RecordWriter.write(recipe), all);
    return all;
  }

  private static void flatten(String path, JsonNode value, Map<String, String> all) {
    if (value.isObject()) {
      value.fieldNames().forEachRemaining(key -> flatten(join(path, key), value.get(key), all));
    } else if (value.isArray() && !value.isEmpty()) {
      for (int i = 0; i < value.size(); i++) {
        flatten(join(path, Integer.toString(i)), value.get(i), all);
      }
    } else {
      all.put(path, value.isTextual() ? value.asText() : value.toString());
    }
  }

  private void compare(String path, JsonNode named, JsonNode begun) {
    if (named.equals(begun) || OF_A_RUN.contains(path)) {
      return;
    }
    if (named.isObject() && begun.isObject()) {
      Set<String> keys = new TreeSet<>();
      named.fieldNames().forEachRemaining(keys::add);
      begun.fieldNames().forEachRemaining(keys::add);
      keys.forEach(key -> compare(join(path, key), named.path(key), begun.path(key)));
    } else if (named.isArray() && begun.isArray() && named.size() == begun.size()) {
      for (int i = 0; i < named.size(); i++) {
        compare(join(path, Integer.toString(i)), named.get(i), begun.get(i));
      }
    } else {
      found.add(path + " is " + words(named) + ", not " + words(begun));
    }
  }

  private static String words(JsonNode value) {
    return value instanceof MissingNode ? "absent" : value.toString();
  }

  private static String join(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
