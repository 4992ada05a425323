package dev.unroll.recipe;

import static dev.unroll.check.Check.that;

import dev.unroll.check.Choice;
import dev.unroll.data.Dataset;
import dev.unroll.data.Metric;
import dev.unroll.internal.files.AtomicWrite;
import dev.unroll.train.Checkpoint;
import dev.unroll.train.EventFile;
import dev.unroll.train.MetricsFile;
import dev.unroll.train.ProbeReport;
import dev.unroll.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;

/** Writes what a run folder gets while its run goes on; nothing before the training has started. */
final class RunFiles implements TrainingListener {

  private final RunFolder folder;
  private final RecipeRun run;
  private final Dataset dataset;
  private final MetricsFile metrics;
  private EventFile events;

  RunFiles(RunFolder folder, RecipeRun run, Dataset dataset, Metric metric) {
    this.folder = folder;
    this.run = run;
    this.dataset = dataset;
    this.metrics = new MetricsFile(folder.metrics(), metric);
  }

  @Override
  public void started(long first, long steps) throws IOException {
    // A run whose last step is done but whose result is missing has yet to write its model.
    that(
        first < steps || Files.notExists(folder.result()),
        "%s: the run has done all of its %d steps; to go on, give a larger %s or %s",
        folder.path(),
        steps,
        Choice.STEPS,
        Choice.EPOCHS);
    AtomicWrite.text(folder.recipe(), Recipes.toYaml(run.recipe().withAbsoluteData()));
    Provenance.of(run, dataset).write(folder.provenance());
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
    checkpoint.write(folder.checkpoints());
  }
}
