package dev.unroll.cli;

import dev.unroll.recipe.Recipe;
import dev.unroll.recipe.Recipes;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code unroll recipes}. */
@Command(name = "recipes", description = "List the recipes, or print one in full.")
final class RecipesCommand implements Callable<Integer> {

  @Parameters(
      arity = "0..1",
      paramLabel = "RECIPE",
      description = "Print this one as YAML, every setting spelled out.")
  private String recipe;

  private final Terminal terminal;

  RecipesCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (recipe != null) {
      terminal.out().print(Recipes.toYaml(Recipes.load(recipe, List.of())));
    } else {
      for (String name : Recipes.NAMES) {
        Recipe known = Recipes.named(name);
        terminal.out().printf(Locale.ROOT, "%-20s %s%n", name, known.description());
      }
    }
    terminal.out().flush();
    return UnrollCommand.DONE;
  }
}
