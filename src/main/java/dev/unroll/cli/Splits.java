package dev.unroll.cli;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.data.DataSource;
import dev.unroll.data.Dataset;
import dev.unroll.data.Schema;
import dev.unroll.data.Sequences;
import dev.unroll.data.Split;
import dev.unroll.load.LoadedModel;
import dev.unroll.recipe.Recipe;
import dev.unroll.recipe.Recipes;
import dev.unroll.source.DataSpec;
import dev.unroll.source.csv.Csv;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The part of a dataset that an option names, and how a model's recipe reads data. */
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

  /** The dataset that {@code spec} names, read as the model's recipe says, where it has one. */
  static Dataset load(String spec, Optional<List<String>> features, LoadedModel model)
      throws IOException {
    DataSpec asked = DataSpec.parse(spec);
    Dataset dataset = asked.load(reader(asked, model));
    return features.isPresent() ? dataset.withFeatures(features.get()) : dataset;
  }

  /** The reader that the model's recipe has for data of that kind, or the kind's default. */
  static DataSource reader(DataSpec asked, LoadedModel model) {
    return model
        .recipe()
        .map(Recipes::of)
        .map(Recipe::data)
        .filter(data -> data.settings().getClass() == asked.reader().getClass())
        .map(
            data ->
                data.settings() instanceof Csv csv && isFolder(data.source())
                    ? csv.forRecordings()
                    : data.settings())
        .orElseGet(asked::reader);
  }

  /** Whether a recipe's data are a folder, which may have gone since. */
  static boolean isFolder(String source) {
    Path path = Path.of(DataSpec.parse(source).path());
    return Files.exists(path)
        ? Files.isDirectory(path)
        : !String.valueOf(path.getFileName()).contains(".");
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
