package dev.unroll.recipe;

import static dev.unroll.check.Check.failure;

import dev.unroll.check.Choice;
import dev.unroll.check.InputException;
import dev.unroll.data.Dataset;
import dev.unroll.data.Metric;
import dev.unroll.internal.files.AtomicWrite;
import dev.unroll.train.Checkpoint;
import dev.unroll.train.CheckpointFolder;
import dev.unroll.train.EventFile;
import dev.unroll.train.MetricsFile;
import dev.unroll.train.NotFinite;
import dev.unroll.train.ProbeReport;
import dev.unroll.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.Optional;

/** Writes what a run folder gets while its run goes on; nothing before the training has started. */
final class RunFiles implements TrainingListener {

  private final RunFolder folder;
  private final RecipeRun run;
  private final Dataset dataset;
  private final MetricsFile metrics;
  private final CheckpointFolder checkpoints;
  private final StopNotes notes;
  private EventFile events;

  RunFiles(RunFolder folder, RecipeRun run, Dataset dataset, Metric metric) {
    this.folder = folder;
    this.run = run;
    this.dataset = dataset;
    this.checkpoints = new CheckpointFolder(folder.checkpoints());
    this.notes = new StopNotes(folder);
    this.metrics = new MetricsFile(folder.metrics(), metric);
  }

  @Override
  public void started(long first, long steps) throws IOException {
    // A run whose last step is done but whose result is missing has yet to write its model.
    if (first == steps && Files.exists(folder.result())) {
      throw run.recipe().training().earlyStopping().isPresent()
          ? failure(
              "%s: the run has ended after %d steps; to go on, give a larger %s"
                  + " training.earlyStopping.patience, or, where it went to its end, a larger %s or"
                  + " %s",
              folder.path(), steps, Choice.SETTING, Choice.STEPS, Choice.EPOCHS)
          : failure(
              "%s: the run has done all of its %d steps; to go on, give a larger %s or %s",
              folder.path(), steps, Choice.STEPS, Choice.EPOCHS);
    }
    // The recipe comes last: where it is, the run can go on.
    Provenance.of(run, dataset).write(folder.provenance());
    AtomicWrite.text(folder.recipe(), Recipes.toYaml(run.recipe().withAbsoluteData()));
    notes.clear();
    metrics.begin(first);
    events = EventFile.begin(folder.path(), Clock.systemUTC());
  }

  @Override
  public void progressed(Progress progress) throws IOException {
    metrics.progressed(progress);
    events.progressed(progress);
  }

  @Override
  public void probed(ProbeReport report) throws IOException {
    events.probed(report);
  }

  @Override
  public void checkpointed(Checkpoint checkpoint) throws IOException {
    checkpoints.write(checkpoint, run.recipe().training().checkpoints().keep());
  }

  @Override
  public void best(Checkpoint checkpoint, double score) throws IOException {
    checkpoints.writeBest(checkpoint, score);
  }

  @Override
  public void notFinite(NotFinite what, Optional<Checkpoint> lastGood) throws IOException {
    if (lastGood.isPresent()) {
      checkpointed(lastGood.get());
    }
    notes.notFinite(what, lastGood);
  }

  /** A failure that says where the last good weights are, where there was a step not finite. */
  InputException located(InputException failure) throws IOException {
    return checkpoints.hasLatest() ? notes.located(failure, checkpoints.latest()) : failure;
  }
}
