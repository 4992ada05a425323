package dev.unroll.recipe;

import static dev.unroll.check.Check.notNegative;

import dev.unroll.check.Default;
import dev.unroll.source.DataSpec;

/**
 * What a recipe's {@code data} says.
 *
 * @param source where the data come from, such as {@code motion} or {@code har:PATH}
 * @param validationSubjects training subjects held out, chosen by the seed; 0 for none
 */
public record DataRecipe(@Default("motion") String source, @Default("0") int validationSubjects) {

  public DataRecipe {
    DataSpec.parse(source);
    notNegative("validationSubjects", validationSubjects);
  }
}
