package dev.unroll.recipe;

import static dev.unroll.check.Check.notNegative;
import static dev.unroll.check.Check.that;

import dev.unroll.data.DataSource;
import dev.unroll.data.Dataset;
import dev.unroll.settings.Default;
import dev.unroll.settings.Kinds;
import dev.unroll.source.DataSpec;
import java.io.IOException;
import java.util.Optional;

/**
 * What a recipe's {@code data} says.
 *
 * @param source where the data come from, such as {@code motion} or {@code har:PATH}
 * @param reader settings of that kind; its defaults where there are none
 * @param validationSubjects training groups (subjects, vessels) held out, chosen by the seed; 0 for
 *     none
 */
public record DataRecipe(
    @Default("motion") String source,
    Optional<DataSource> reader,
    @Default("0") int validationSubjects) {

  public DataRecipe {
    DataSpec spec = DataSpec.parse(source);
    that(
        reader.isEmpty() || reader.get().getClass() == spec.reader().getClass(),
        "source '%s' is of another kind than the recipe's reader {type: %s}; give data of that kind,"
            + " or another recipe",
        source,
        reader.map(r -> Kinds.label(r.getClass())).orElse(""));
    notNegative("validationSubjects", validationSubjects);
  }

  /** The reader with its settings. */
  public DataSource settings() {
    return reader.orElseGet(() -> DataSpec.parse(source).reader());
  }

  /** Reads or makes the data. */
  public Dataset load() throws IOException {
    return DataSpec.parse(source).load(settings());
  }
}
