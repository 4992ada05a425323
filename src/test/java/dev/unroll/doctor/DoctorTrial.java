package dev.unroll.doctor;

import dev.unroll.doctor.finding.Diagnosis;
import dev.unroll.doctor.finding.Finding;
import dev.unroll.doctor.finding.Level;
import dev.unroll.graph.Compute;
import dev.unroll.recipe.Recipe;
import dev.unroll.recipe.RecipeRun;
import dev.unroll.recipe.Recipes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The doctor on every recipe that Unroll brings along, with its own data: what it finds, and how
 * long it takes. On recipes that are well it is to find nothing.
 *
 * <p>Arguments: seeds, the first and the last; then parts of names of recipes, none for all; each
 * may have {@code +SETTING=VALUE}s after it.
 */
public final class DoctorTrial {

  private static final Path DATA = Path.of("../shared/data");

  private DoctorTrial() {}

  /** Prints a block a recipe and seed, and the sums. */
  public static void main(String[] arguments) throws IOException {
    int first = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1;
    int last = arguments.length > 1 ? Integer.parseInt(arguments[1]) : first;
    List<String> asked =
        arguments.length > 2
            ? List.of(arguments).subList(2, arguments.length)
            : Recipes.NAMES.stream().filter(name -> !name.startsWith("sick-")).toList();
    int faults = 0;
    int suspects = 0;
    int diagnoses = 0;
    double longest = 0;
    for (String one : asked) {
      List<String> words = List.of(one.split("\\+", -1));
      for (String name : Recipes.NAMES) {
        boolean whole = Recipes.NAMES.contains(words.get(0));
        if (whole ? !name.equals(words.get(0)) : !name.contains(words.get(0))) {
          continue;
        }
        for (int seed = first; seed <= last; seed++) {
          Diagnosis diagnosis = diagnosis(name, words.subList(1, words.size()), seed);
          print(one, name, seed, diagnosis);
          diagnoses++;
          longest = Math.max(longest, diagnosis.seconds());
          for (Finding finding : diagnosis.findings()) {
            faults += finding.level() == Level.FAULT ? 1 : 0;
            suspects += finding.level() == Level.SUSPECT ? 1 : 0;
          }
        }
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%d diagnoses, %d faults, %d suspects, longest %.1f s%n",
        diagnoses,
        faults,
        suspects,
        longest);
  }

  private static Diagnosis diagnosis(String name, List<String> more, long seed) throws IOException {
    List<String> settings = new ArrayList<>(data(name));
    settings.addAll(more);
    Recipe recipe = Recipes.load(name, settings);
    RecipeRun run = new RecipeRun(recipe, seed, Compute.standard(), "trial");
    return Doctor.examine(recipe, run.loadData(), seed, run.compute(), Doctor.SECONDS);
  }

  private static List<String> data(String name) {
    String well = name.replaceFirst("^sick-", "");
    String kind = well.contains("-") ? well.substring(0, well.indexOf('-')) : well;
    return switch (kind) {
      case "har", "blog" -> List.of(source("har", "uci-har/UCI HAR Dataset.zip"));
      case "ais" -> List.of(source("ais", "ais/kitimat_ais_2018-07_to_10.csv.gz"));
      case "climate" -> List.of(source("climate", "jena/weather.zip"));
      case "uea" -> List.of(source("ts", "uea/JapaneseVowels"));
      case "frames" ->
          List.of(
              source("frames", "video/colored-shape-actions-mp4.zip"),
              "data.reader.test=\"bluegreen_.*\"");
      default -> List.of();
    };
  }

  private static String source(String kind, String path) {
    return "data.source=" + kind + ":" + DATA.resolve(path);
  }

  private static void print(String asked, String name, long seed, Diagnosis diagnosis) {
    System.out.printf(
        Locale.ROOT, "%s %s, seed %d: %.1f s%n", asked, name, seed, diagnosis.seconds());
    diagnosis.findings().forEach(finding -> print(finding, "  "));
  }

  private static void print(Finding finding, String indent) {
    System.out.println(
        indent
            + finding.level()
            + " "
            + finding.kind()
            + ": "
            + finding.evidence()
            + finding.mend().map(mend -> " -> " + mend.words()).orElse("")
            + finding
                .tried()
                .map(
                    t ->
                        String.format(
                            Locale.ROOT,
                            " [%d steps: loss %.3g to %.3g, %s %.3g to %.3g]",
                            t.steps(),
                            t.lossBefore(),
                            t.lossAfter(),
                            t.metric(),
                            t.scoreBefore(),
                            t.scoreAfter()))
                .orElse(""));
    finding.explained().forEach(other -> print(other, indent + "    "));
  }
}
