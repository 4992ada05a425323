package dev.unroll.cli;

import static dev.unroll.check.Check.positive;
import static dev.unroll.check.Check.that;

import dev.unroll.data.Dataset;
import dev.unroll.doctor.Doctor;
import dev.unroll.doctor.Watch;
import dev.unroll.doctor.finding.Level;
import dev.unroll.graph.Compute;
import dev.unroll.recipe.FoldsResult;
import dev.unroll.recipe.FoldsRun;
import dev.unroll.recipe.Provenance;
import dev.unroll.recipe.Recipe;
import dev.unroll.recipe.RecipeRun;
import dev.unroll.recipe.Recipes;
import dev.unroll.recipe.RunFolder;
import dev.unroll.recipe.RunResult;
import dev.unroll.train.Probe;
import dev.unroll.train.StopRequest;
import dev.unroll.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code unroll train}. */
@Command(name = "train", description = "Train a recipe and write its run folder.")
final class TrainCommand implements Callable<Integer> {

  @Parameters(
      arity = "0..1",
      paramLabel = "RECIPE",
      description = "Name (see 'unroll recipes') or YAML file; " + Recipes.DEFAULT + " by default.")
  private String recipe;

  @Option(
      names = "--data",
      paramLabel = "SPEC",
      description = {
        "Where the data come from: KIND or KIND:PATH, such as har:PATH;",
        "'unroll data --help' names the kinds."
      })
  private String data;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "New folder for the run; runs/RECIPE-N by default.")
  private Path out;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Decides initial weights and batches; 1 by default.")
  private Long seed;

  @Option(names = "--steps", paramLabel = "N", description = "Optimizer steps.")
  private Integer steps;

  @Option(names = "--epochs", paramLabel = "N", description = "Passes over the training data.")
  private Integer epochs;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Change a setting of the recipe, such as training.learningRate=0.003.")
  private List<String> overrides = List.of();

  @Option(
      names = "--deterministic",
      description = "Compute on one thread: two runs on one machine agree to the last bit.")
  private boolean deterministic;

  @Option(
      names = "--folds",
      paramLabel = "K",
      description =
          "Cross-validate: train K times, each time without a K-th of the groups, and score those.")
  private Integer folds;

  @Option(
      names = "--probe",
      paramLabel = "N",
      description =
          "Look inside every N steps, for TensorBoard: weights, gradients, updates, layers.")
  private Integer probe;

  @Option(names = "--watch", description = "Say at once what goes wrong; see also 'unroll doctor'.")
  private boolean watch;

  @Option(
      names = "--resume",
      description = "Go on with the run in --out; RECIPE may be left out, it is the run's.")
  private boolean resume;

  @Option(
      names = "--model",
      paramLabel = "PATH",
      description = "Train a SavedModel further by its own training signature; no RECIPE then.")
  private Path model;

  @Mixin private LoadOptions load;

  private final Terminal terminal;
  private final Interrupts interrupts;

  TrainCommand(Terminal terminal, Interrupts interrupts) {
    this.terminal = terminal;
    this.interrupts = interrupts;
  }

  @Override
  public Integer call() throws IOException {
    that(steps == null || epochs == null, "--steps and --epochs exclude each other; give one");
    if (model != null) {
      return trainModel();
    }
    that(
        !load.saidOfModel(),
        "--signature, --features, --outputs and --feed say how a model is used; give --model with"
            + " them");
    that(folds == null || !resume, "--folds trains anew; leave out --resume");
    that(folds == null || !watch, "--watch looks into one training; leave it out with --folds");
    if (folds != null) {
      return runFolds(FoldsRun.checked(folds));
    }
    return resume ? resumeRun() : beginRun();
  }

  private int trainModel() throws IOException {
    that(
        recipe == null && folds == null && !resume,
        "--model goes on with a SavedModel; leave out RECIPE, --folds and --resume");
    that(
        probe == null && !watch,
        "--probe and --watch look into a recipe's training; leave them out with --model");
    return new ModelTraining(
            model,
            load.signature(),
            Optional.ofNullable(data),
            trainingOverrides(),
            seed == null ? 1 : seed,
            compute(deterministic),
            Optional.ofNullable(out))
        .run(load, terminal, interrupts);
  }

  private int beginRun() throws IOException {
    RecipeRun run = newRun();
    Dataset dataset = run.loadData();
    return run(run, dataset, newFolder(run));
  }

  private RecipeRun newRun() throws IOException {
    Recipe chosen = Recipes.load(recipe == null ? Recipes.DEFAULT : recipe, allOverrides());
    if (out != null) {
      RunFolder.requireFree(out);
    }
    return new RecipeRun(
        chosen,
        seed == null ? 1 : seed,
        compute(deterministic),
        probe(),
        UnrollCommand.Version.text());
  }

  private Optional<Probe> probe() {
    return Optional.ofNullable(probe)
        .map(every -> Probe.withHistograms(positive("--probe", every.intValue())))
        .or(() -> watch ? Optional.of(Watch.probe()) : Optional.empty());
  }

  private static Compute compute(boolean deterministic) {
    return deterministic ? Compute.standard().withDeterminism() : Compute.standard();
  }

  private RunFolder newFolder(RecipeRun run) throws IOException {
    return out == null
        ? RunFolder.createNext(Path.of("runs"), run.recipe().name())
        : RunFolder.create(out);
  }

  private int runFolds(int count) throws IOException {
    FoldsRun run = new FoldsRun(newRun(), count);
    Dataset dataset = run.loadData();
    StopRequest stop = new StopRequest();
    interrupts.redirectTo(stop::request);
    RunFolder folder = newFolder(run.run());
    Optional<FoldsResult> result;
    try (ProgressDisplay display = new ProgressDisplay(terminal)) {
      result =
          run.run(
              dataset,
              folder,
              stop,
              (fold, part) -> {
                terminal.out().printf(Locale.ROOT, "fold %d of %d%n", fold, count);
                printTitle(run.run(), part);
                return List.of(display);
              });
    }
    if (result.isEmpty()) {
      terminal.out().println("stopped; nothing is kept of a cross-validation that did not end");
      terminal.out().flush();
      return Interrupts.EXIT_CODE;
    }
    printResult(result.get(), folder);
    return UnrollCommand.DONE;
  }

  private void printResult(FoldsResult result, RunFolder folder) {
    StringBuilder text = new StringBuilder();
    String rest =
        String.format(Locale.ROOT, "; %d folds in %.0f s", result.folds(), result.seconds());
    text.append("held out: ").append(ScoreLine.of(result.heldOut(), rest));
    text.append(ScoreLine.absent("held out: it", result.heldOut()));
    result
        .baselines()
        .forEach(
            (name, score) ->
                text.append(name).append(": ").append(ScoreLine.of(score)).append('\n'));
    text.append("run folder ").append(folder.path()).append(System.lineSeparator());
    terminal.out().print(text);
    terminal.out().flush();
  }

  /** Goes on with a run, with the recipe and seed that it began with. */
  private int resumeRun() throws IOException {
    that(out != null, "--resume needs --out with the folder of the run to go on with");
    RunFolder folder = RunFolder.toResume(out);
    Provenance begun = Provenance.read(folder.provenance());
    that(
        seed == null || seed == begun.seed(),
        "%s: the run began with seed %d; leave out --seed to go on with it",
        out,
        begun.seed());
    RecipeRun run =
        new RecipeRun(
            folder.begunWith(Optional.ofNullable(recipe), allOverrides()),
            begun.seed(),
            compute(deterministic || begun.deterministic()),
            probe(),
            UnrollCommand.Version.text());
    return run(run, run.loadData(), folder);
  }

  private int run(RecipeRun run, Dataset dataset, RunFolder folder) throws IOException {
    printTitle(run, dataset);
    StopRequest stop = new StopRequest();
    interrupts.redirectTo(stop::request);
    RunResult result;
    try (ProgressDisplay display = new ProgressDisplay(terminal)) {
      List<TrainingListener> listeners = new ArrayList<>(List.of(display));
      if (watch) {
        Doctor.examine(run.recipe(), dataset, run.seed(), run.compute(), 0).findings().stream()
            .filter(finding -> finding.level() != Level.NOTE)
            .forEach(finding -> display.say(DoctorText.of(finding)));
        listeners.add(
            new Watch(
                run.recipe(),
                (step, finding) -> display.say("step " + step + ": " + DoctorText.of(finding))));
      }
      result = run.run(dataset, folder, resume, stop, listeners);
    }
    printResult(result, folder);
    return result.interrupted() ? Interrupts.EXIT_CODE : UnrollCommand.DONE;
  }

  private List<String> allOverrides() {
    List<String> all = trainingOverrides();
    if (data != null) {
      // First, since settings of a reader are for data of this kind.
      all.add(0, dataOverride(data));
    }
    return all;
  }

  private List<String> trainingOverrides() {
    List<String> all = new ArrayList<>(overrides);
    if (steps != null) {
      that(steps > 0, "--steps: expected a whole number of 1 or more, got %d", steps);
      all.add("training.steps=" + steps);
    }
    if (epochs != null) {
      that(epochs > 0, "--epochs: expected a whole number of 1 or more, got %d", epochs);
      all.add("training.epochs=" + epochs);
      all.add("training.steps=0");
    }
    return all;
  }

  /** The setting that {@code --data} stands for. */
  static String dataOverride(String spec) {
    return "data.source='" + spec.replace("'", "''") + "'";
  }

  private void printTitle(RecipeRun run, Dataset dataset) {
    terminal
        .out()
        .printf(
            Locale.ROOT,
            "%s on %s: %,d training, %,d validation, %,d test sequences; seed %d%n",
            run.recipe().name(),
            dataset.title(),
            dataset.train().size(),
            dataset.validation().size(),
            dataset.test().size(),
            run.seed());
  }

  private void printResult(RunResult result, RunFolder folder) {
    StringBuilder text = new StringBuilder();
    if (result.interrupted()) {
      text.append(
          String.format(
              Locale.ROOT,
              "stopped after %d steps; go on by: unroll train --resume --out %s%n",
              result.steps(),
              folder.path()));
    }
    if (result.stoppedEarly() != null) {
      text.append(
          String.format(
              Locale.ROOT,
              "stopped early after %d steps: the validation score has stopped getting better%n",
              result.steps()));
    }
    if (result.bestStep() != null) {
      text.append(
          String.format(
              Locale.ROOT,
              "the model is that after %d steps, of the best validation score%n",
              result.bestStep()));
    }
    if (result.test() != null) {
      String rest =
          String.format(
              Locale.ROOT,
              "%s; %d steps in %.0f s",
              result.simulated() ? " (simulated data)" : "",
              result.steps(),
              result.seconds());
      text.append("test ")
          .append(ScoreLine.of(result.test(), rest))
          .append(ScoreLine.absent("test", result.test()));
    }
    if (result.validation() != null) {
      text.append(ScoreLine.absent("validation", result.validation()));
    }
    text.append("run folder ").append(folder.path()).append(System.lineSeparator());
    terminal.out().print(text);
    terminal.out().flush();
  }
}
