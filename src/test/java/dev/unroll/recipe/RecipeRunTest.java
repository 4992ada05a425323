package dev.unroll.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import dev.unroll.data.Dataset;
import dev.unroll.graph.Compute;
import dev.unroll.train.StopRequest;
import dev.unroll.train.ToyData;
import dev.unroll.train.TrainingListener;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipeRunTest {

  private static final Dataset TOY = ToyData.make();
  private static final RecipeRun RUN =
      new RecipeRun(
          Recipes.load(
              "motion-lstm",
              List.of(
                  "training.steps=6",
                  "training.displayEvery=2",
                  "model.layers.0.cell.units=2",
                  "data.validationSubjects=0")),
          1,
          Compute.standard().withDeterminism(),
          "test");

  @TempDir Path temp;

  @Test
  void aStopSavesAndReports() throws IOException {
    StopRequest stop = new StopRequest();
    RunFolder folder = RunFolder.create(temp.resolve("run"));
    RunResult result = RUN.run(TOY, folder, false, stop, List.of(stopAfter(3, stop)));
    assertTrue(result.interrupted());
    assertEquals(3, result.steps());
    assertTrue(Files.readString(folder.result()).contains("\"interrupted\" : true"));
    assertTrue(Files.isRegularFile(folder.savedModel().resolve("saved_model.pb")));

    RunResult rest =
        RUN.run(TOY, RunFolder.toResume(folder.path()), true, new StopRequest(), List.of());
    assertFalse(rest.interrupted());
    RunFolder whole = RunFolder.create(temp.resolve("whole"));
    RunResult uninterrupted = RUN.run(TOY, whole, false, new StopRequest(), List.of());
    assertEquals(uninterrupted.test(), rest.test());
    assertEquals(uninterrupted.train(), rest.train());
  }

  @Test
  void aFullDiskAtTheStartLeavesNothingBehind() throws IOException {
    RunFolder folder = RunFolder.create(temp.resolve("run"));
    TrainingListener full =
        new TrainingListener() {
          @Override
          public void progressed(Progress progress) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    FileSystemException e =
        assertThrows(
            FileSystemException.class,
            () -> RUN.run(TOY, folder, false, new StopRequest(), List.of(full)));
    assertEquals(folder.path() + ": No space left on device", e.getMessage());
    assertFalse(Files.exists(folder.path()));
  }

  @Test
  void runsWithoutAFolderOfTheirOwnAreNumbered() throws IOException {
    assertEquals(temp.resolve("a-1"), RunFolder.createNext(temp, "a").path());
    assertEquals(temp.resolve("a-2"), RunFolder.createNext(temp, "a").path());
    InputException e =
        assertThrows(InputException.class, () -> RunFolder.create(temp.resolve("a-1")));
    assertTrue(e.getMessage().startsWith(temp.resolve("a-1") + ": the output folder exists"));
  }

  private static TrainingListener stopAfter(long steps, StopRequest stop) {
    return new TrainingListener() {
      @Override
      public void stepped(long done) {
        if (done == steps) {
          stop.request();
        }
      }
    };
  }
}
