package dev.unroll.cli;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.data.Split;
import dev.unroll.interop.ModelCard;
import dev.unroll.interop.SavedModelPredictor;
import dev.unroll.recipe.Recipes;
import dev.unroll.source.DataSource;
import dev.unroll.source.DataSpec;
import java.io.IOException;
import java.nio.file.Path;

/** The part of a dataset that an option names, checked against the model. */
final class Splits {

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
   * @param model the run or SavedModel folder, whose recipe tells how to read the data
   * @throws dev.unroll.check.InputException where its signals or classes are not the model's
   */
  static Dataset load(String spec, Path model, ModelCard card) throws IOException {
    DataSpec asked = DataSpec.parse(spec);
    DataSource reader =
        SavedModelPredictor.recipe(model)
            .map(Recipes::of)
            .map(recipe -> recipe.data().settings())
            .filter(settings -> settings.getClass() == asked.reader().getClass())
            .orElseGet(asked::reader);
    Dataset dataset = asked.load(reader);
    that(
        dataset.signals().equals(card.schema().signals()),
        "the model takes the signals %s, but the data '%s' have %s",
        card.schema().signals(),
        dataset.name(),
        dataset.signals());
    that(
        dataset.schema().target().equals(card.schema().target()),
        "the model predicts %s, but the data '%s' have %s",
        card.schema().target().names(),
        dataset.name(),
        dataset.classNames());
    return dataset.name().equals(card.data()) ? dataset.holdOut(card.validationGroups()) : dataset;
  }
}
