package dev.unroll.recipe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import dev.unroll.data.Dataset;
import dev.unroll.graph.CheckpointReader;
import dev.unroll.graph.Compute;
import dev.unroll.graph.Weights;
import dev.unroll.internal.files.AtomicWrite;
import dev.unroll.train.Checkpoint;
import dev.unroll.train.CheckpointFolder;
import dev.unroll.train.NotFinite;
import dev.unroll.train.StopRequest;
import dev.unroll.train.ToyData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that end before their last step, and what goes on from there. */
class StoppedRunTest {

  private static final Dataset TOY = ToyData.make();
  private static final Dataset WITH_VALIDATION = TOY.holdOutGroups(3, 1);
  private static final String KERNEL = "rnn/basic_lstm_cell/kernel";

  @TempDir Path temp;

  private static RecipeRun run(String... settings) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "training.steps=12",
                "training.displayEvery=1",
                "training.batchSize=20",
                "model.layers.0.cell.units=2",
                "data.validationSubjects=0"));
    all.addAll(List.of(settings));
    return new RecipeRun(
        Recipes.load("motion-lstm", all), 1, Compute.standard().withDeterminism(), "test");
  }

  private static RunResult begin(RecipeRun run, Dataset data, RunFolder folder) throws IOException {
    return run.run(data, folder, false, new StopRequest(), List.of());
  }

  private static RunResult resume(RecipeRun run, Dataset data, RunFolder folder)
      throws IOException {
    return run.run(data, RunFolder.toResume(folder.path()), true, new StopRequest(), List.of());
  }

  @Test
  void aNumberThatIsNotFiniteLeavesNotesAndTheLastGoodWeights() throws IOException {
    RunFolder folder = RunFolder.create(temp.resolve("run"));
    RecipeRun wild = run("training.optimizer=gradient-descent", "training.learningRate=1e30");
    InputException e = assertThrows(InputException.class, () -> begin(wild, TOY, folder));
    StoppedRun stopped = StoppedRun.read(folder.stopped());
    long step = stopped.notFinite().step();
    assertTrue(e.getMessage().startsWith("training: the loss is infinite at step " + step + ","));
    assertTrue(
        e.getMessage()
            .endsWith(
                "; the last good weights are in "
                    + folder.checkpoints().resolve("model.ckpt-" + step)),
        e.getMessage());
    assertEquals(step, stopped.lastGoodStep());
    assertEquals(NotFinite.Place.LOSS, stopped.notFinite().place());
    assertEquals(20, stopped.notFinite().sequences().size());
    Weights kept = Checkpoint.read(folder.checkpoints(), List.of(KERNEL)).weights();
    assertTrue(kept.allFinite());
    assertFalse(Files.exists(folder.result()));

    // What it goes on from is far off, but finite; a small rate takes a step from there.
    RecipeRun tame =
        run(
            "training.optimizer=gradient-descent",
            "training.learningRate=1e-30",
            "training.lambda=0",
            "training.clipNorm=1",
            "training.steps=" + (step + 1));
    resume(tame, TOY, folder);
    assertFalse(Files.exists(folder.stopped()));
    assertTrue(Files.exists(folder.result()));
  }

  @Test
  void stopsEarlyWithTheBestModelAndGoesOnWithMorePatience() throws IOException {
    // So small a rate changes no prediction: the first score stays the best.
    String slow = "training.learningRate=1e-9";
    RunFolder folder = RunFolder.create(temp.resolve("run"));
    RunResult result =
        begin(run(slow, "training.earlyStopping.patience=3"), WITH_VALIDATION, folder);
    assertEquals(4, result.steps());
    assertEquals(true, result.stoppedEarly());
    assertEquals(1, result.bestStep());
    assertFalse(result.interrupted());
    Weights state = Checkpoint.read(folder.checkpoints(), List.of(KERNEL)).weights();
    float[] saved = Checkpoint.ofSavedModel(folder.savedModel()).weights().values(KERNEL);
    assertArrayEquals(state.values("best_weights/" + KERNEL), saved);
    assertFalse(Arrays.equals(state.values(KERNEL), saved));

    InputException e =
        assertThrows(
            InputException.class,
            () -> resume(run(slow, "training.earlyStopping.patience=3"), WITH_VALIDATION, folder));
    assertEquals(
        folder.path()
            + ": the run has ended after 4 steps; to go on, give a larger setting"
            + " training.earlyStopping.patience, or, where it went to its end, a larger number of"
            + " steps or number of epochs",
        e.getMessage());

    RunResult rest =
        resume(run(slow, "training.earlyStopping.patience=6"), WITH_VALIDATION, folder);
    RunFolder whole = RunFolder.create(temp.resolve("whole"));
    RunResult straight =
        begin(run(slow, "training.earlyStopping.patience=6"), WITH_VALIDATION, whole);
    assertEquals(7, straight.steps());
    assertEquals(straight.steps(), rest.steps());
    assertEquals(straight.bestStep(), rest.bestStep());
    assertArrayEquals(
        Checkpoint.read(whole.checkpoints(), List.of(KERNEL)).weights().values(KERNEL),
        Checkpoint.read(folder.checkpoints(), List.of(KERNEL)).weights().values(KERNEL));
  }

  @Test
  void aRunThatIsNotToStopEarlySaysNothingOfIt() throws IOException {
    RunFolder folder = RunFolder.create(temp.resolve("run"));
    RunResult result = begin(run(), TOY, folder);
    assertNull(result.stoppedEarly());
    assertNull(result.bestStep());
    assertFalse(Files.readString(folder.result()).contains("bestStep"));
  }

  @Test
  void keepsTheLastAndTheBest() throws IOException {
    RunFolder folder = RunFolder.create(temp.resolve("run"));
    begin(
        run(
            "training.checkpoints={everySteps: 2, keep: 3, best: true}",
            "training.learningRate=0.05"),
        WITH_VALIDATION,
        folder);
    CheckpointFolder checkpoints = new CheckpointFolder(folder.checkpoints());
    assertEquals(3, checkpoints.kept().size());
    assertEquals(12, CheckpointReader.open(checkpoints.latest()).integer("global_step"));
    double best =
        Files.readAllLines(folder.metrics()).stream()
            .skip(1)
            .mapToDouble(row -> Double.parseDouble(row.split(",", -1)[4]))
            .max()
            .orElseThrow();
    assertEquals(best, checkpoints.bestScore().orElseThrow(), 1e-6);
  }

  @Test
  void whatWasKilledBeforeItsFirstCheckpointBeginsAnew() throws IOException {
    RunFolder folder = RunFolder.create(temp.resolve("run"));
    RunResult whole = begin(run(), TOY, folder);
    float[] kernel =
        Checkpoint.read(folder.checkpoints(), List.of(KERNEL)).weights().values(KERNEL);
    AtomicWrite.delete(folder.checkpoints());
    AtomicWrite.delete(folder.result());
    RunResult again = resume(run(), TOY, folder);
    assertEquals(whole.test(), again.test());
    assertArrayEquals(
        kernel, Checkpoint.read(folder.checkpoints(), List.of(KERNEL)).weights().values(KERNEL));

    Files.delete(folder.recipe());
    InputException e = assertThrows(InputException.class, () -> RunFolder.toResume(folder.path()));
    assertEquals(
        folder.path() + ": no run to resume: expected recipe.yaml and provenance.json in it",
        e.getMessage());
  }

  @Test
  void saysThatThereIsNoValidationPart() throws IOException {
    RunFolder folder = RunFolder.create(temp.resolve("run"));
    InputException e =
        assertThrows(
            InputException.class,
            () -> begin(run("training.earlyStopping.patience=3"), TOY, folder));
    assertEquals(
        "training.earlyStopping goes by the validation score, but the data 'toy' have no validation"
            + " part; split one off, or hold out groups for it, by data.validationSubjects",
        e.getMessage());
    assertFalse(Files.exists(folder.path()));
    e =
        assertThrows(
            InputException.class,
            () ->
                begin(
                    run("training.checkpoints.best=true"),
                    TOY,
                    RunFolder.create(temp.resolve("b"))));
    assertTrue(e.getMessage().startsWith("training.checkpoints.best goes by the validation"));
  }
}
