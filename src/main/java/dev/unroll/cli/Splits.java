package dev.unroll.cli;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.source.DataSpec;
import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.data.Split;
import dev.unroll.interop.ModelCard;
import java.io.IOException;

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
   * @throws dev.unroll.check.InputException where its signals or classes are not the model's
   */
  static Dataset load(String spec, ModelCard card) throws IOException {
    Dataset dataset = DataSpec.parse(spec).load();
    that(
        dataset.signals().equals(card.signals()),
        "the model takes the signals %s, but the data '%s' have %s",
        card.signals(),
        dataset.name(),
        dataset.signals());
    that(
        dataset.classNames().equals(card.classNames()),
        "the model tells apart %s, but the data '%s' have the classes %s",
        card.classNames(),
        dataset.name(),
        dataset.classNames());
    return dataset.name().equals(card.data()) ? dataset.holdOut(card.validationGroups()) : dataset;
  }
}
