package dev.unroll.example;

import dev.unroll.check.InputException;
import dev.unroll.convert.WeightFile;
import dev.unroll.data.Dataset;
import dev.unroll.graph.Compute;
import dev.unroll.recipe.RecipeRun;
import dev.unroll.recipe.Recipes;
import dev.unroll.recipe.RunFolder;
import dev.unroll.source.DataSpec;
import dev.unroll.source.csv.SequenceCsv;
import dev.unroll.train.StopRequest;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A program that uses all that needs optional parts, and prints what it is told. */
final class Dependant {

  @FunctionalInterface
  private interface Use {
    void run() throws IOException;
  }

  private Dependant() {}

  /**
   * Does what it is asked to.
   *
   * @param args a folder with {@code clips/}, {@code model.keras} and {@code table.csv}; what to do
   */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    Path table = folder.resolve("table.csv");
    Dataset motion = DataSpec.parse("motion").load();
    Map<String, Use> uses =
        Map.of(
            "video", () -> DataSpec.parse("frames:" + folder.resolve("clips")).load(),
            "keras", () -> WeightFile.open(folder.resolve("model.keras")),
            "csv", () -> DataSpec.parse("csv:" + table).load(),
            "climate", () -> DataSpec.parse("climate:" + table).load(),
            "columns", () -> SequenceCsv.columns(table),
            "read", () -> SequenceCsv.read(table, List.of("a"), 1, false),
            "write", () -> SequenceCsv.write(new StringWriter(), motion.test(), motion),
            "training", () -> train(motion, folder.resolve("run")));
    for (int i = 1; i < args.length; i++) {
      try {
        uses.get(args[i]).run();
        System.out.println(args[i] + ": done");
      } catch (InputException e) {
        System.out.println(args[i] + ": " + e.getMessage());
      }
    }
  }

  private static void train(Dataset data, Path folder) throws IOException {
    List<String> settings = List.of("training.steps=2", "model.layers.0.cell.units=2");
    new RecipeRun(Recipes.load("motion-lstm", settings), 1, Compute.standard(), "test")
        .run(data, RunFolder.create(folder), false, new StopRequest(), List.of());
  }
}
