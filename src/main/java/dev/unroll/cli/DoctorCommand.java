package dev.unroll.cli;

import static dev.unroll.check.Check.that;

import dev.unroll.data.Dataset;
import dev.unroll.doctor.Doctor;
import dev.unroll.doctor.finding.Diagnosis;
import dev.unroll.graph.Compute;
import dev.unroll.internal.json.Json;
import dev.unroll.load.LoadedModel;
import dev.unroll.model.Predictor;
import dev.unroll.recipe.Provenance;
import dev.unroll.recipe.Recipe;
import dev.unroll.recipe.RecipeRun;
import dev.unroll.recipe.Recipes;
import dev.unroll.recipe.RunFolder;
import dev.unroll.report.DoctorReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code unroll doctor}. */
@Command(
    name = "doctor",
    description = {
      "Say why a network does not learn: look at a recipe and its data, train it for a",
      "moment, try what would mend it. Or look at a run, or at a model of others."
    })
final class DoctorCommand implements Callable<Integer> {

  /** Exit code where something is surely wrong. */
  private static final int FAULT = 1;

  @Parameters(
      paramLabel = "RECIPE|RUN|MODEL",
      description = {
        "Name (see 'unroll recipes'), YAML file, the folder of a run, a SavedModel folder or a",
        "frozen GraphDef (.pb); a model is looked at on --data."
      })
  private String subject;

  @Option(
      names = "--data",
      paramLabel = "SPEC",
      description = {
        "Where the data come from: KIND or KIND:PATH, such as har:PATH;",
        "'unroll data --help' names the kinds."
      })
  private String data;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Change a setting of the recipe, such as training.learningRate=0.003.")
  private List<String> overrides = List.of();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of the training, and of all that is drawn; 1 by default, or the run's.")
  private Long seed;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "For short trainings, about; 60 by default, 0 looks at data and recipe alone.")
  private double seconds = Doctor.SECONDS;

  @Option(
      names = "--out",
      paramLabel = "FILE.html",
      description = "Write a page with pictures of what was looked at.")
  private Path out;

  @Mixin private LoadOptions load;

  @Option(
      names = "--input-tensor",
      paramLabel = "NAME",
      description = "Tensor of a model that takes sequences; guessed by default.")
  private String input;

  @Option(
      names = "--output-tensor",
      paramLabel = "NAME",
      description = "Tensor of a model that gives predictions; guessed by default.")
  private String output;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  private final Terminal terminal;

  DoctorCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    that(seconds >= 0, "--seconds: expected a number of 0 or more, got %s", seconds);
    Path path = Path.of(subject);
    Diagnosis diagnosis =
        isModel(path)
            ? ofModel(path)
            : Files.isDirectory(path) ? ofRun(new RunFolder(path)) : ofRecipe();
    if (out != null) {
      new DoctorReport(diagnosis).write(out);
    }
    terminal.out().print(json ? Json.text(diagnosis) : DoctorText.of(diagnosis));
    terminal.out().flush();
    return diagnosis.hasFault() ? FAULT : UnrollCommand.DONE;
  }

  /** A folder without a recipe may hold a model, and a zip may. */
  private static boolean isModel(Path path) {
    if (Files.isDirectory(path)) {
      RunFolder run = new RunFolder(path);
      return !Files.isRegularFile(run.recipe()) && !Files.isRegularFile(run.provenance());
    }
    String name = path.toString();
    return Files.isRegularFile(path) && (name.endsWith(".pb") || name.endsWith(".zip"));
  }

  private Diagnosis ofModel(Path path) throws IOException {
    try (LoadedModel loaded = load.load(path)) {
      that(data != null, "%s: a model is looked at on data; name them by --data", path);
      that(overrides.isEmpty(), "%s: a model has no recipe to change; leave out --set", path);
      AnyModel any = AnyModel.of(loaded, load.choice(input, output), load.features(), terminal);
      ModelData.Scored scored = any.parts(data);
      try (Predictor predictor = any.predictor(scored)) {
        String name = path.toAbsolutePath().normalize().getFileName().toString();
        that(
            !scored.dataset().train().isEmpty(),
            "%s: simple methods learn from training sequences, and there are none; name data that"
                + " have some",
            data);
        Optional<Recipe> recipe =
            any.card().isPresent() ? loaded.recipe().map(Recipes::of) : Optional.empty();
        Diagnosis diagnosis =
            Doctor.examine(name, recipe, predictor, scored.dataset(), seed == null ? 1 : seed);
        any.sayWhatWasMade(predictor);
        return diagnosis;
      }
    }
  }

  private Diagnosis ofRecipe() throws IOException {
    List<String> all = new ArrayList<>(overrides);
    if (data != null) {
      all.add(0, TrainCommand.dataOverride(data));
    }
    RecipeRun run = run(Recipes.load(subject, all), seed == null ? 1 : seed);
    return Doctor.examine(run.recipe(), run.loadData(), run.seed(), run.compute(), seconds);
  }

  private Diagnosis ofRun(RunFolder folder) throws IOException {
    that(
        Files.isRegularFile(folder.recipe()) && Files.isRegularFile(folder.provenance()),
        "%s: no run here: expected recipe.yaml and provenance.json in it",
        folder.path());
    that(
        overrides.isEmpty() && seed == null,
        "%s: a run has its recipe and its seed; leave out --set and --seed",
        folder.path());
    List<String> all = data == null ? List.of() : List.of(TrainCommand.dataOverride(data));
    Recipe recipe = Recipes.load(folder.recipe().toString(), all);
    RecipeRun run = run(recipe, Provenance.read(folder.provenance()).seed());
    Dataset dataset = run.loadData();
    return Doctor.examine(folder, recipe, dataset, run.seed(), run.compute(), seconds);
  }

  private static RecipeRun run(Recipe recipe, long seed) throws IOException {
    return new RecipeRun(recipe, seed, Compute.standard(), UnrollCommand.Version.text());
  }
}
