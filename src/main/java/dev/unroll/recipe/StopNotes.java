package dev.unroll.recipe;

import static dev.unroll.check.Check.failure;

import dev.unroll.check.InputException;
import dev.unroll.internal.files.AtomicWrite;
import dev.unroll.internal.json.Json;
import dev.unroll.train.Checkpoint;
import dev.unroll.train.NotFinite;
import dev.unroll.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Notes in a run folder why a training has ended without a result. */
final class StopNotes implements TrainingListener {

  private final RunFolder folder;
  private boolean taken;

  StopNotes(RunFolder folder) {
    this.folder = folder;
  }

  @Override
  public void notFinite(NotFinite what, Optional<Checkpoint> lastGood) throws IOException {
    StoppedRun stopped = new StoppedRun(lastGood.map(Checkpoint::step).orElse(null), what);
    AtomicWrite.text(folder.stopped(), Json.text(stopped));
    taken = true;
  }

  /** Whether there was something to note. */
  boolean taken() {
    return taken;
  }

  /** Removes notes of a run that goes on. */
  void clear() throws IOException {
    Files.deleteIfExists(folder.stopped());
  }

  /**
   * {@code problem}, with where the weights are where it was noted.
   *
   * @param weights path of the last good ones
   */
  InputException located(InputException problem, Path weights) {
    if (!taken) {
      return problem;
    }
    InputException located =
        failure("%s; the last good weights are in %s", problem.getMessage(), weights);
    located.initCause(problem);
    return located;
  }
}
