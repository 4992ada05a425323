package dev.unroll.recipe;

import static dev.unroll.check.Check.didYouMean;
import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.io.Resources;
import dev.unroll.check.Choice;
import dev.unroll.check.InputException;
import dev.unroll.graph.Kernels;
import dev.unroll.settings.RecordReader;
import dev.unroll.settings.RecordWriter;
import dev.unroll.settings.Yaml;
import dev.unroll.train.TrainingSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Reads and writes recipes. */
public final class Recipes {

  /** The recipe of {@code unroll train} without one: trains in half a minute on simulated data. */
  public static final String DEFAULT = "motion-lstm";

  /** Names of the recipes that Unroll brings along. */
  public static final List<String> NAMES =
      List.of(
          DEFAULT,
          "har-rnn",
          "har-lstm",
          "har-lstm-peephole",
          "har-gru",
          "har-bilstm",
          "har-twolayer-lstm",
          "har-multilayer-lstm",
          "har-crnn",
          "har-best",
          "blog-rnn",
          "blog-lstm",
          "blog-gru",
          "blog-bilstm",
          "blog-twolayer-lstm",
          "blog-multilayer-lstm",
          "ais-crnn",
          "burst-rnn",
          "burst-rnn-carried",
          "burst-lstm",
          "frames-lstm",
          "climate-conv",
          "climate-crnn",
          "climate-gru",
          "uea-crnn",
          "sick-ais",
          "sick-ais-carried",
          "sick-ais-decay",
          "sick-ais-raw",
          "sick-ais-relu",
          "sick-ais-reshape",
          "sick-har-bilstm",
          "sick-har-labels",
          "sick-burst-carried",
          "sick-burst-memory",
          "sick-frames",
          "sick-climate");

  private static final String KERNELS = "kernels";
  private static final String TYPE = "type";

  private Recipes() {}

  /** The recipe that Unroll brings along under {@code name}. */
  public static Recipe named(String name) {
    return load(name, List.of());
  }

  /** The recipe in a file. */
  public static Recipe of(Path file) {
    return load(file.toString(), List.of());
  }

  /**
   * Reads a recipe.
   *
   * @param nameOrFile one of {@link #NAMES}, or a YAML file
   * @param overrides such as {@code training.learningRate=0.003} or {@code
   *     model.layers.0.cell.units=64}
   * @throws InputException where there is no such recipe, or it or an override is wrong
   */
  public static Recipe load(String nameOrFile, List<String> overrides) {
    String text;
    String source;
    if (NAMES.contains(nameOrFile)) {
      text = resource(nameOrFile);
      source = "recipe '" + nameOrFile + "'";
    } else {
      text = file(nameOrFile);
      source = nameOrFile;
    }
    return parse(text, source, overrides);
  }

  /**
   * A recipe with some settings changed.
   *
   * @param overrides as {@link #load} takes them
   * @throws InputException where one is wrong
   */
  public static Recipe with(Recipe recipe, List<String> overrides) {
    return parse(toYaml(recipe), "recipe '" + recipe.name() + "'", overrides);
  }

  /** Training settings by {@code overrides} alone, the rest as a recipe need not say. */
  static TrainingSpec training(List<String> overrides) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    overrides.forEach(override -> apply(tree, override));
    return new RecordReader("settings").read(tree.withObject("/training"), TrainingSpec.class);
  }

  /**
   * Whether {@code word} is a recipe of ours or can be the file of one; data are named otherwise.
   */
  public static boolean isName(String word) {
    return NAMES.contains(word) || isFile(word);
  }

  private static boolean isFile(String word) {
    return word.endsWith(".yaml") || word.endsWith(".yml");
  }

  /**
   * What a recipe's {@code data} would say.
   *
   * @param spec where the data are, such as {@code csv:FILE}
   * @param overrides such as {@code data.reader.missing=interpolate}
   * @throws InputException where one is wrong, or not about data
   */
  public static DataRecipe data(String spec, List<String> overrides) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.withObject("/data").put("source", spec);
    for (String override : overrides) {
      that(
          override.startsWith("data."),
          "%s '%s': data alone are read by settings that begin with data., such as"
              + " data.reader.missing=interpolate; or give a recipe",
          Choice.SETTING,
          override);
      apply(tree, override);
    }
    tellKind(tree);
    return new RecordReader("settings").read(tree.get("data"), DataRecipe.class, "data");
  }

  /** The recipe in a YAML text; {@code source} is how messages name it. */
  static Recipe parse(String text, String source, List<String> overrides) {
    JsonNode tree = Yaml.tree(text, source);
    if (!tree.isObject()) {
      throw failure("%s: expected the keys of a recipe, found %s", source, describe(tree));
    }
    overrides.forEach(override -> apply((ObjectNode) tree, override));
    tellKind((ObjectNode) tree);
    RecordReader reader = new RecordReader(source);
    moveKernels((ObjectNode) tree, reader);
    return reader.read(tree, Recipe.class);
  }

  /** The recipe as YAML, every setting spelled out. */
  public static String toYaml(Recipe recipe) {
    ObjectNode tree = (ObjectNode) RecordWriter.write(recipe);
    tree.withObject("/model").set(KERNELS, tree.remove(KERNELS));
    return Yaml.text(tree);
  }

  /**
   * Kernels are no part of a model, but recipes have always said them there.
   *
   * @param reader says what is wrong with them
   */
  private static void moveKernels(ObjectNode recipe, RecordReader reader) {
    if (recipe.get("model") instanceof ObjectNode model && model.has(KERNELS)) {
      reader.read(model.get(KERNELS), Kernels.class, "model." + KERNELS);
      recipe.set(KERNELS, model.remove(KERNELS));
    }
  }

  private static String resource(String name) {
    try {
      return Resources.toString(
          Resources.getResource("recipes/" + name + ".yaml"), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String file(String path) {
    boolean looksLikeFile = isFile(path) || path.contains("/");
    if (!looksLikeFile && !Files.isRegularFile(Path.of(path))) {
      throw failure(
          "recipe '%s': unknown; known are %s%s; or give a .yaml file",
          path, String.join(", ", NAMES), didYouMean(path, NAMES));
    }
    try {
      return Files.readString(Path.of(path));
    } catch (IOException e) {
      throw new InputException(
          path
              + ": the recipe cannot be read ("
              + e.getClass().getSimpleName()
              + "); check the path",
          e);
    }
  }

  private static void apply(ObjectNode tree, String override) {
    int equals = override.indexOf('=');
    that(
        equals > 0,
        "%s '%s': expected key=value, such as training.epochs=30",
        Choice.SETTING,
        override);
    String[] keys = override.substring(0, equals).strip().split("\\.", -1);
    JsonNode value;
    String text = override.substring(equals + 1).strip();
    try {
      // There are no comments here: a # is of the value, such as a column's name.
      boolean plain = !text.isEmpty() && "[{\"'".indexOf(text.charAt(0)) < 0;
      value =
          plain && text.contains("#")
              ? JsonNodeFactory.instance.textNode(text)
              : Yaml.tree(text, "");
    } catch (InputException e) {
      throw (InputException)
          failure("%s '%s': the value is not valid YAML", Choice.SETTING, override).initCause(e);
    }
    that(
        value != null && !value.isMissingNode(),
        "%s '%s': expected a value after the =",
        Choice.SETTING,
        override);
    JsonNode parent = tree;
    for (int i = 0; i < keys.length - 1; i++) {
      parent = step(parent, keys[i], override);
    }
    String last = keys[keys.length - 1];
    if (keys.length == 2 && keys[0].equals("data") && last.equals("source")) {
      dropReaderOfOtherKind((ObjectNode) parent, value.asText());
    }
    if (parent instanceof ArrayNode array) {
      array.set(index(array, last, override), value);
    } else {
      ((ObjectNode) parent).set(last, value);
    }
  }

  /** A reader that does not say its kind is of that of the source. */
  private static void tellKind(ObjectNode recipe) {
    if (recipe.get("data") instanceof ObjectNode data
        && data.get("reader") instanceof ObjectNode reader
        && !reader.has(TYPE)
        && data.path("source").isTextual()) {
      reader.put(TYPE, kind(data.get("source").asText()));
    }
  }

  /** Settings for one kind of data say nothing of another kind. */
  private static void dropReaderOfOtherKind(ObjectNode data, String source) {
    JsonNode kind = data.path("reader").path(TYPE);
    String before = kind.isTextual() ? kind.asText() : kind(data.path("source").asText());
    if (data.has("source") && !before.equals(kind(source))) {
      data.remove("reader");
    }
  }

  private static String kind(String source) {
    return source.split(":", 2)[0];
  }

  /** The child of {@code node} at {@code key}, made where it is missing. */
  private static JsonNode step(JsonNode node, String key, String override) {
    if (node instanceof ArrayNode array) {
      return container(array.get(index(array, key, override)), key, override);
    }
    ObjectNode object = (ObjectNode) node;
    if (!object.has(key)) {
      return object.putObject(key);
    }
    if (object.get(key).isTextual()) {
      ObjectNode expanded = JsonNodeFactory.instance.objectNode();
      expanded.set(TYPE, object.get(key));
      object.set(key, expanded);
    }
    return container(object.get(key), key, override);
  }

  private static JsonNode container(JsonNode node, String key, String override) {
    that(
        node.isContainerNode(),
        "%s '%s': '%s' is %s; it has no keys below it",
        Choice.SETTING,
        override,
        key,
        describe(node));
    return node;
  }

  private static int index(ArrayNode array, String key, String override) {
    that(
        key.matches("\\d{1,4}") && Integer.parseInt(key) < array.size(),
        "%s '%s': expected a position from 0 to %d in the list, got '%s'",
        Choice.SETTING,
        override,
        array.size() - 1,
        key);
    return Integer.parseInt(key);
  }

  private static String describe(JsonNode node) {
    return node.isMissingNode() || node.isNull()
        ? "nothing"
        : "'" + node.toString().toLowerCase(Locale.ROOT) + "'";
  }
}
