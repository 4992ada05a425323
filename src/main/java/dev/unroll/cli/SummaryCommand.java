package dev.unroll.cli;

import dev.unroll.source.DataSpec;
import dev.unroll.model.ModelSummary;
import dev.unroll.recipe.Recipe;
import dev.unroll.recipe.Recipes;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code unroll summary}. */
@Command(
    name = "summary",
    description = "Print a recipe's layers, output shapes, variables and parameters.")
final class SummaryCommand implements Callable<Integer> {

  @Parameters(
      arity = "0..1",
      paramLabel = "RECIPE",
      description = "Name or YAML file; ${DEFAULT-VALUE} by default.",
      defaultValue = Recipes.DEFAULT)
  private String recipe;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Change a setting of the recipe, such as model.layers.0.cell.units=64.")
  private List<String> overrides = List.of();

  private final Terminal terminal;

  SummaryCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    Recipe chosen = Recipes.load(recipe, overrides);
    DataSpec.Layout layout = DataSpec.parse(chosen.data().source()).layout();
    terminal.out().println(chosen.name() + ": " + chosen.description());
    terminal.out().print(ModelSummary.of(chosen.model().forLayout(layout)).toText());
    terminal.out().flush();
    return UnrollCommand.DONE;
  }
}
