package dev.unroll.internal.doctor.data;

import dev.unroll.data.Dataset;
import dev.unroll.doctor.finding.Examined;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.graph.Compute;
import dev.unroll.recipe.Recipe;
import dev.unroll.recipe.RecipeRun;
import dev.unroll.recipe.Recipes;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Looks at all shipped recipes with their data before training, and prints what was found and how
 * long each check took. Give names of recipes to look at those alone.
 */
final class DoctorDataTrial {

  private static final String DATA = "../shared/data/";

  private DoctorDataTrial() {}

  public static void main(String[] arguments) throws IOException {
    List<String> asked = List.of(arguments);
    for (String name : Recipes.NAMES) {
      if (!asked.isEmpty() && !asked.contains(name)) {
        continue;
      }
      for (String source : sources(Recipes.named(name))) {
        look(name, source);
      }
    }
  }

  /** Nanoseconds that this thread has computed; others may wait for the processor. */
  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static List<String> sources(Recipe recipe) {
    String source = recipe.data().source();
    List<String> all =
        switch (source) {
          case "har" -> List.of("har:" + DATA + "uci-har/UCI HAR Dataset.zip");
          case "climate" -> List.of("climate:" + DATA + "jena/weather.zip");
          case "ais" -> List.of("ais:" + DATA + "ais/kitimat_ais_2018-07_to_10.csv.gz");
          case "frames" -> List.of("frames:" + DATA + "video/colored-shape-actions-frames64.zip");
          case "ts" ->
              List.of(
                  "ts:" + DATA + "uea/BasicMotions",
                  "ts:" + DATA + "uea/GunPoint",
                  "ts:" + DATA + "uea/ItalyPowerDemand",
                  "ts:" + DATA + "uea/JapaneseVowels");
          default -> List.of(source);
        };
    return all.stream()
        .filter(spec -> !spec.contains(":") || Files.exists(Path.of(spec.split(":", 2)[1])))
        .toList();
  }

  private static void look(String name, String source) throws IOException {
    Recipe recipe = Recipes.load(name, List.of("data.source=" + source));
    RecipeRun run = new RecipeRun(recipe, 1, Compute.standard(), "trial");
    Dataset dataset = run.loadData();
    Patient patient = new Patient(run.recipe(), dataset, 1, run.compute());
    double all = 0;
    List<String> lines = new ArrayList<>();
    StringBuilder times = new StringBuilder();
    for (DataCheck check : DataChecks.ALL) {
      long begin = cpu();
      Examined examined = check.of(patient);
      double seconds = (cpu() - begin) / 1e9;
      all += seconds;
      if (seconds > 0.1) {
        times.append(
            String.format(Locale.ROOT, " %s %.2f", check.getClass().getSimpleName(), seconds));
      }
      for (Finding finding : examined.findings()) {
        lines.add(
            String.format(
                "    %s %d: %s [%s]",
                finding.level(),
                finding.kind().number(),
                finding.evidence(),
                finding.mend().map(mend -> mend.words()).orElse("")));
      }
    }
    long begin = cpu();
    RequiredReach reach = patient.requiredReach();
    double reachSeconds = (cpu() - begin) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "%s on %s: %.2f s (%s; reach %.2f)%n",
        name,
        source,
        all,
        times.toString().strip(),
        reachSeconds);
    lines.forEach(System.out::println);
    for (Baselines.Score score : patient.baselines().scores()) {
      System.out.printf(
          Locale.ROOT,
          "      %s: %.3f +- %.3f, loss %.3f +- %.3f%n",
          score.name(),
          score.score(),
          score.error(),
          score.loss(),
          score.lossError());
    }
    System.out.printf(
        Locale.ROOT,
        "      reach %s of %d: %s%n",
        reach.required(),
        dataset.maxSteps(),
        reach.losses().stream().map(loss -> String.format(Locale.ROOT, "%.2f", loss)).toList());
  }
}
