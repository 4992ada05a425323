package dev.unroll.cli;

import static dev.unroll.check.Check.that;

import dev.unroll.check.InputException;
import dev.unroll.data.Dataset;
import dev.unroll.data.Layout;
import dev.unroll.data.Schema;
import dev.unroll.data.Target;
import dev.unroll.model.ModelSpec;
import dev.unroll.model.ModelSummary;
import dev.unroll.recipe.Recipe;
import dev.unroll.recipe.Recipes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
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
      names = "--shape",
      paramLabel = "STEPSxFEATURES",
      description = {
        "Shape of a sequence, where the data are not there, such as 128x9;",
        "of frames STEPSxHEIGHTxWIDTHxCHANNELS. Needs --classes where the recipe does not tell them."
      })
  private String shape;

  @Option(
      names = "--classes",
      paramLabel = "N",
      description = "Number of classes, where the data are not there.")
  private Integer classes;

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
    that(
        data == null || (shape == null && classes == null),
        "summary: give --data, or --shape and --classes, not both");
    List<String> all = new ArrayList<>(overrides);
    if (data != null) {
      all.add(0, TrainCommand.dataOverride(data));
    }
    Recipe chosen = Recipes.load(recipe, all);
    ModelSpec model = chosen.model().forLayout(layout(chosen));
    terminal.out().println(chosen.name() + ": " + chosen.description());
    terminal.out().print(ModelSummary.of(model, chosen.kernels()).toText());
    terminal.out().flush();
    return UnrollCommand.DONE;
  }

  /** By the options and the settings where they tell it, else by the data. */
  private Layout layout(Recipe chosen) throws IOException {
    Optional<Layout> known = chosen.data().settings().layout();
    if (shape == null && classes == null) {
      return known.isPresent() ? known.get() : Layout.of(load(chosen));
    }
    that(
        shape != null || known.isPresent(),
        "--classes: the recipe '%s' does not tell the shape of its data; give --shape"
            + " STEPSxFEATURES too",
        chosen.name());
    that(
        classes != null || known.isPresent(),
        "--shape: the recipe '%s' does not tell the classes of its data; give --classes N too",
        chosen.name());
    Layout of = shape == null ? known.get() : SequenceShape.parse(shape).layout();
    Target target = known.map(layout -> layout.schema().target()).orElse(of.schema().target());
    Schema schema = of.schema();
    return new Layout(
        of.steps(),
        of.variableLength(),
        new Schema(
            schema.signals(),
            schema.frame(),
            classes == null ? target : classes(target),
            schema.grouping()));
  }

  /** As many classes as asked for, of sequences or of steps as {@code target} has them. */
  private Target classes(Target target) {
    that(classes >= 2, "--classes: expected 2 or more, got %d", classes);
    that(target.isClasses(), "--classes: the recipe predicts numbers, %s", target.names());
    List<String> names = IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    return target.perStep() ? new Target.ClassPerStep(names) : new Target.OneClass(names);
  }

  private static Dataset load(Recipe chosen) throws IOException {
    try {
      return chosen.data().load();
    } catch (InputException e) {
      throw new InputException(
          e.getMessage() + "; without data, give --shape STEPSxFEATURES and --classes N", e);
    }
  }
}
