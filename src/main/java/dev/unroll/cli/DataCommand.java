package dev.unroll.cli;

import static dev.unroll.check.Check.positive;
import static dev.unroll.check.Check.that;

import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.data.Split;
import dev.unroll.graph.Compute;
import dev.unroll.internal.files.AtomicWrite;
import dev.unroll.recipe.DataRecipe;
import dev.unroll.recipe.Recipe;
import dev.unroll.recipe.RecipeRun;
import dev.unroll.recipe.Recipes;
import dev.unroll.report.DataReport;
import dev.unroll.source.csv.SequenceCsv;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code unroll data}. */
@Command(
    name = "data",
    description = {
      "Describe a dataset: signals, lengths, classes, groups; or write it as CSV",
      "or as a page of pictures."
    })
final class DataCommand implements Callable<Integer> {

  private static final int PICTURES = 12;
  private static final long SEED = 1;

  @Parameters(
      paramLabel = "SPEC",
      description = {
        "KIND or KIND:PATH: motion, burst and moving-shapes are simulated, har may be fetched;",
        "har:PATH, ts:PATH, csv:PATH, numpy:PATH, ais:PATH, climate:PATH and frames:PATH are",
        "files.",
        "Or a recipe, by name or YAML file, for what it reads."
      })
  private String data;

  @Option(
      names = "--data",
      paramLabel = "SPEC",
      description = "What a recipe reads instead of its own data.")
  private String other;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Change how data are read, such as data.reader.missing=interpolate.")
  private List<String> overrides = List.of();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = {
        "Write a part as CSV, one row a step, for 'unroll predict --input'; or, where the name",
        "ends in .html, a page with pictures of its first sequences."
      })
  private Path out;

  @Option(
      names = "--split",
      paramLabel = "PART",
      description = {
        "Part that --out writes: train, validation or test; by default test as CSV, train as a",
        "page."
      })
  private String split;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Most sequences that --out writes; by default all as CSV, 12 as a page.")
  private Integer limit;

  private final Terminal terminal;

  DataCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    boolean page = out != null && out.toString().toLowerCase(Locale.ROOT).endsWith(".html");
    Split part = split == null ? page ? Split.TRAIN : Split.TEST : Splits.parse(split);
    int most =
        limit == null ? page ? PICTURES : Integer.MAX_VALUE : positive("--limit", limit.intValue());
    Dataset dataset = dataset();
    if (out == null) {
      terminal.out().print(DataText.of(dataset));
      terminal.out().flush();
      return UnrollCommand.DONE;
    }
    Sequences sequences = Splits.require(dataset, part).where(i -> i < most);
    if (page) {
      new DataReport(dataset, part, most).write(out);
    } else {
      AtomicWrite.file(
          out,
          path -> {
            try (var writer = Files.newBufferedWriter(path)) {
              SequenceCsv.write(writer, sequences, dataset);
            }
          });
    }
    terminal
        .out()
        .printf(
            Locale.ROOT,
            "%,d sequences of %s, %s, in %s%n",
            sequences.size(),
            dataset.title(),
            part.label(),
            out);
    return UnrollCommand.DONE;
  }

  private Dataset dataset() throws IOException {
    if (Recipes.isName(data)) {
      List<String> all = new ArrayList<>(overrides);
      if (other != null) {
        all.add(0, TrainCommand.dataOverride(other));
      }
      Recipe recipe = Recipes.load(data, all);
      return new RecipeRun(recipe, SEED, Compute.standard(), UnrollCommand.Version.text())
          .loadData();
    }
    that(other == null, "--data tells a recipe what to read; leave it out, or '%s'", data);
    DataRecipe read = Recipes.data(data, overrides);
    return read.load().holdOutGroups(read.validationSubjects(), SEED);
  }
}
