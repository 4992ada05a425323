package dev.unroll.cli;

import dev.unroll.data.Dataset;
import dev.unroll.data.Layout;
import dev.unroll.model.ModelSpec;
import dev.unroll.model.ModelSummary;
import dev.unroll.recipe.Recipe;
import dev.unroll.recipe.Recipes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
      names = "--data",
      paramLabel = "SPEC",
      description = "Data to take the shape from, where the recipe does not tell it.")
  private String data;

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
    List<String> all = new ArrayList<>(overrides);
    if (data != null) {
      all.add(TrainCommand.dataOverride(data));
    }
    Recipe chosen = Recipes.load(recipe, all);
    Layout layout = layout(chosen);
    ModelSpec model = chosen.model().forLayout(layout);
    terminal.out().println(chosen.name() + ": " + chosen.description());
    terminal.out().print(ModelSummary.of(model, chosen.kernels()).toText());
    terminal.out().flush();
    return UnrollCommand.DONE;
  }

  /** By the settings where they tell it, else by the data. */
  private static Layout layout(Recipe recipe) throws IOException {
    Optional<Layout> known = recipe.data().settings().layout();
    if (known.isPresent()) {
      return known.get();
    }
    Dataset dataset = recipe.data().load();
    return new Layout(dataset.maxSteps(), !dataset.sameLength(), dataset.schema());
  }
}
