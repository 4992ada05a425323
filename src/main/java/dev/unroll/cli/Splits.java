package dev.unroll.cli;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.data.DataSource;
import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.data.Split;
import dev.unroll.load.LoadedModel;
import dev.unroll.recipe.Recipes;
import dev.unroll.source.DataSpec;
import java.io.IOException;

/** The part of a dataset that an option names, and how a model's recipe reads data. */
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

  /** The dataset that {@code spec} names, read as the model's recipe says, where it has one. */
  static Dataset load(String spec, LoadedModel model) throws IOException {
    DataSpec asked = DataSpec.parse(spec);
    return asked.load(reader(asked, model));
  }

  /** The reader that the model's recipe has for data of that kind, or the kind's default. */
  static DataSource reader(DataSpec asked, LoadedModel model) {
    return model
        .recipe()
        .map(Recipes::of)
        .map(recipe -> recipe.data().settings())
        .filter(settings -> settings.getClass() == asked.reader().getClass())
        .orElseGet(asked::reader);
  }
}
