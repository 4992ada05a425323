package dev.unroll.recipe;

import static dev.unroll.check.Check.that;

import dev.unroll.graph.Compute;
import dev.unroll.graph.Kernels;
import dev.unroll.model.ModelDesign;
import dev.unroll.settings.Default;
import dev.unroll.source.DataSpec;
import dev.unroll.train.TrainingSpec;

/**
 * All that makes a result but the seed.
 *
 * @param name lower case letters, digits and hyphens
 * @param description one line
 * @param data where the data come from
 * @param model what is trained
 * @param training how
 * @param kernels how recurrent layers are computed where the device does not decide; {@code
 *     model.kernels} in recipes
 */
public record Recipe(
    String name,
    @Default("''") String description,
    @Default("{}") DataRecipe data,
    ModelDesign model,
    @Default("{}") TrainingSpec training,
    @Default("fused") Kernels kernels) {

  public Recipe {
    that(
        name.matches("[a-z0-9][a-z0-9-]*"),
        "name: expected lower case letters, digits and hyphens, got '%s'",
        name);
  }

  /** {@code compute}, by static kernels where the recipe asks for them and nothing else is told. */
  public Compute on(Compute compute) {
    return kernels == Kernels.STATIC && compute.kernels().isEmpty()
        ? compute.withKernels(Kernels.STATIC)
        : compute;
  }

  /** This recipe with a path of its data that holds from any working folder. */
  Recipe withAbsoluteData() {
    String source = DataSpec.parse(data.source()).absolute().toString();
    return new Recipe(
        name,
        description,
        new DataRecipe(source, data.reader(), data.validationSubjects()),
        model,
        training,
        kernels);
  }
}
