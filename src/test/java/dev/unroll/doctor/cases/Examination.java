package dev.unroll.doctor.cases;

import dev.unroll.data.Dataset;
import dev.unroll.doctor.Doctor;
import dev.unroll.doctor.finding.Diagnosis;
import dev.unroll.graph.Compute;
import dev.unroll.recipe.Recipe;
import dev.unroll.recipe.RecipeRun;
import dev.unroll.recipe.RunFolder;
import dev.unroll.train.StopRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A setup before the doctor. */
final class Examination {

  private Examination() {}

  /**
   * What the doctor says.
   *
   * @param folder for files; empty at first
   * @param seconds for short trainings; 0 for none
   */
  static Diagnosis of(Setup setup, Case.Look look, Path folder, long seed, double seconds)
      throws IOException {
    Recipe recipe = setup.recipe(folder);
    RecipeRun run = new RecipeRun(recipe, seed, Compute.standard(), "test");
    Dataset data = setup.change().apply(run.loadData());
    if (look != Case.Look.RUN) {
      return Doctor.examine(recipe, data, seed, run.compute(), seconds);
    }
    RunFolder finished = RunFolder.create(folder.resolve("run"));
    run.run(data, finished, false, new StopRequest(), List.of());
    return Doctor.examine(finished, recipe, data, seed, run.compute(), seconds);
  }
}
