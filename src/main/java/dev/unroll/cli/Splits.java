package dev.unroll.cli;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.check.Choice;
import dev.unroll.data.DataSource;
import dev.unroll.data.Dataset;
import dev.unroll.data.Schema;
import dev.unroll.data.Sequences;
import dev.unroll.data.Split;
import dev.unroll.load.LoadedModel;
import dev.unroll.model.ModelCard;
import dev.unroll.recipe.Recipes;
import dev.unroll.source.DataSpec;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The part of a dataset that an option names, checked against the model. */
final class Splits {

  private static final int MOST_NAMES = 20;

  private Splits() {}

  static Split parse(String name) {
    for (Split split : Split.values()) {
      if (split.label().equals(name)) {
        return split;
      }
    }
    throw failure("--split '%s': expected train, validation or test", name);
  }

  /** The sequences of a part, which must have some. */
  static Sequences require(Dataset dataset, Split split) {
    Sequences part = dataset.split(split);
    that(
        !part.isEmpty(),
        "the data '%s' have no %s part; choose another --split",
        dataset.name(),
        split.label());
    return part;
  }

  /**
   * The dataset that {@code spec} names, its parts as the model knew them.
   *
   * @param features of them, in the order that the model takes; empty for all as they are
   * @param model whose recipe tells how to read the data
   * @throws dev.unroll.check.InputException where its signals or classes are not the model's
   */
  static Dataset load(
      String spec, Optional<List<String>> features, LoadedModel model, ModelCard card)
      throws IOException {
    Dataset dataset = load(spec, features, model);
    that(
        dataset.signals().equals(card.schema().signals()),
        "the model takes the signals %s, but the data '%s' have %s; choose other %s",
        names(card.schema()),
        dataset.name(),
        names(dataset.schema()),
        Choice.FEATURES);
    that(
        dataset.schema().target().equals(card.schema().target()),
        "the model predicts %s, but the data '%s' have %s",
        card.schema().target().names(),
        dataset.name(),
        dataset.classNames());
    // A validation part that the reader made is there again; one that the run held out is not.
    return dataset.name().equals(card.data()) && dataset.validation().isEmpty()
        ? dataset.holdOut(card.validationGroups())
        : dataset;
  }

  /** The dataset that {@code spec} names, read as the model's recipe says, where it has one. */
  static Dataset load(String spec, Optional<List<String>> features, LoadedModel model)
      throws IOException {
    DataSpec asked = DataSpec.parse(spec);
    DataSource reader =
        model
            .recipe()
            .map(Recipes::of)
            .map(recipe -> recipe.data().settings())
            .filter(settings -> settings.getClass() == asked.reader().getClass())
            .orElseGet(asked::reader);
    Dataset dataset = asked.load(reader);
    return features.isPresent() ? dataset.withFeatures(features.get()) : dataset;
  }

  /** As {@code x (g), y (g)}; the first few where there are many. */
  static String names(Schema schema) {
    String all =
        schema.signals().stream()
            .limit(MOST_NAMES)
            .map(s -> s.unit().isEmpty() ? s.name() : s.name() + " (" + s.unit() + ")")
            .collect(Collectors.joining(", "));
    String frame = schema.frame().map(f -> " of " + f.height() + " x " + f.width()).orElse("");
    int more = schema.signals().size() - MOST_NAMES;
    return all + (more > 0 ? " and " + more + " more" : "") + frame;
  }
}
