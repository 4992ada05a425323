package dev.unroll.cli;

import static dev.unroll.check.Check.that;

import dev.unroll.check.InputException;
import dev.unroll.data.Dataset;
import dev.unroll.graph.Compute;
import dev.unroll.load.LoadedModel;
import dev.unroll.load.SavedModelPredictor;
import dev.unroll.load.ServingPath;
import dev.unroll.load.SignatureChoice;
import dev.unroll.load.StepPath;
import dev.unroll.model.ModelCard;
import dev.unroll.model.Predictor;
import dev.unroll.recipe.ModelRun;
import dev.unroll.recipe.ModelRunResult;
import dev.unroll.recipe.Provenance;
import dev.unroll.recipe.RunFolder;
import dev.unroll.train.StopRequest;
import dev.unroll.train.TrainingSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code unroll train --model}: trains a SavedModel by a signature of its own.
 *
 * @param model SavedModel or run folder
 * @param signature that trains; {@code train} where none is given
 * @param data as the user says it
 * @param overrides of the training settings
 * @param seed of the batches
 * @param compute how
 * @param out folder to make; empty for the next free one
 */
record ModelTraining(
    Path model,
    Optional<String> signature,
    Optional<String> data,
    List<String> overrides,
    long seed,
    Compute compute,
    Optional<Path> out) {

  private static final int MOST_NAME = 40;

  int run(LoadOptions load, Terminal terminal, Interrupts interrupts) throws IOException {
    that(data.isPresent(), "--model needs --data with what to train on");
    out.ifPresent(RunFolder::requireFree);
    try (LoadedModel loaded = load.load(model, compute)) {
      StepPath path = StepPath.of(loaded, signature, load.fed());
      TrainingSpec training = ModelRun.training(loaded, overrides);
      Optional<ModelCard> card = loaded.card();
      Dataset dataset =
          card.isPresent()
              ? new ModelData(loaded, card.get(), load.features()).parts(data.get())
              : Splits.load(data.get(), load.features(), loaded);
      if (card.isEmpty()) {
        terminal.err().println("unroll: " + path.describe());
        terminal
            .err()
            .println("unroll: features as they are fed: " + Splits.names(dataset.schema()));
      }
      Optional<Predictor> predictor =
          predictor(loaded, card, dataset, load.choicesToPredict(), terminal);
      Provenance origin =
          Provenance.of(
              UnrollCommand.Version.text(),
              seed,
              compute.deterministic(),
              data.get(),
              dataset,
              Optional.of(loaded.path().toAbsolutePath().toString()));
      ModelRun run = new ModelRun(loaded, path, training, origin);
      StopRequest stop = new StopRequest();
      RunFolder folder =
          out.isPresent()
              ? RunFolder.create(out.get())
              : RunFolder.createNext(Path.of("runs"), name(card));
      terminal
          .out()
          .printf(
              Locale.ROOT,
              "%s on %s: %,d training, %,d validation, %,d test sequences; seed %d%n",
              name(card),
              dataset.title(),
              dataset.train().size(),
              dataset.validation().size(),
              dataset.test().size(),
              seed);
      interrupts.redirectTo(stop::request);
      ModelRunResult result;
      try (ProgressDisplay display = new ProgressDisplay(terminal)) {
        result = run.run(dataset, predictor, folder, stop, List.of(display));
      }
      print(result, folder, terminal);
      return result.interrupted() ? Interrupts.EXIT_CODE : UnrollCommand.DONE;
    }
  }

  private String name(Optional<ModelCard> card) {
    String name = card.map(ModelCard::recipe).orElseGet(() -> String.valueOf(model.getFileName()));
    return name.substring(0, Math.min(MOST_NAME, name.length()));
  }

  /** Scores are worth having, but a model that does not predict can be trained without them. */
  private static Optional<Predictor> predictor(
      LoadedModel model,
      Optional<ModelCard> card,
      Dataset dataset,
      List<SignatureChoice> choices,
      Terminal terminal) {
    if (card.isPresent()) {
      return Optional.of(SavedModelPredictor.of(model, card.get()));
    }
    String reason = "";
    for (SignatureChoice choice : choices) {
      try {
        var target = dataset.schema().target();
        ServingPath path = SavedModelPredictor.path(model, choice, Optional.of(target));
        Predictor found = SavedModelPredictor.of(model, path, path.input(dataset), target);
        terminal.err().println("unroll: " + path.describe());
        return Optional.of(found);
      } catch (InputException e) {
        reason = reason.isEmpty() ? e.getMessage() : reason;
      }
    }
    terminal.err().println("unroll: no scores: " + reason);
    return Optional.empty();
  }

  private static void print(ModelRunResult result, RunFolder folder, Terminal terminal) {
    StringBuilder text = new StringBuilder();
    if (result.interrupted()) {
      text.append(
          String.format(
              Locale.ROOT,
              "stopped after step %d; go on by: unroll train --model %s%n",
              result.steps(),
              folder.path()));
    }
    if (result.test() != null && result.before().test() != null) {
      String rest =
          String.format(
              Locale.ROOT,
              "; %d steps in %.0f s",
              result.steps() - result.firstStep(),
              result.seconds());
      text.append("before ")
          .append(ScoreLine.of(result.before().test()))
          .append(System.lineSeparator())
          .append("test ")
          .append(ScoreLine.of(result.test(), rest));
      text.append(ScoreLine.absent("test", result.test()));
    }
    text.append("run folder ").append(folder.path()).append(System.lineSeparator());
    terminal.out().print(text);
    terminal.out().flush();
  }
}
