package dev.unroll.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import dev.unroll.graph.CheckpointReader;
import dev.unroll.graph.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFolderTest {

  @TempDir Path temp;
  private CheckpointFolder folder;

  @BeforeEach
  void begin() {
    folder = new CheckpointFolder(temp.resolve("checkpoints"));
  }

  private static Checkpoint at(long step) {
    return new Checkpoint(
        step,
        step / 2.0,
        new Weights.Builder().put("v", new long[] {1}, new float[] {step}).build(),
        Map.of("plateau/waited", 3L));
  }

  private List<String> files() throws IOException {
    try (var files = Files.list(folder.path())) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void keepsTheLatestAndListsThemAsTensorFlowDoes() throws IOException {
    for (int step : new int[] {2, 4, 6, 9}) {
      folder.write(at(step), 3);
    }
    assertEquals(
        List.of(
            "checkpoint",
            "model.ckpt-4.data-00000-of-00001",
            "model.ckpt-4.index",
            "model.ckpt-6.data-00000-of-00001",
            "model.ckpt-6.index",
            "model.ckpt-9.data-00000-of-00001",
            "model.ckpt-9.index"),
        files());
    assertEquals(
        """
        model_checkpoint_path: "model.ckpt-9"
        all_model_checkpoint_paths: "model.ckpt-4"
        all_model_checkpoint_paths: "model.ckpt-6"
        all_model_checkpoint_paths: "model.ckpt-9"
        """,
        Files.readString(folder.path().resolve("checkpoint")));
    assertEquals(List.of("model.ckpt-4", "model.ckpt-6", "model.ckpt-9"), folder.kept());
    Checkpoint latest = Checkpoint.read(folder.path(), List.of("v"));
    assertEquals(9, latest.step());
    assertEquals(4.5, latest.seconds());
    assertEquals(Map.of("plateau/waited", 3L), latest.counters());
  }

  @Test
  void keepsTheBestApart() throws IOException {
    assertEquals(OptionalDouble.empty(), folder.bestScore());
    folder.write(at(2), 1);
    folder.writeBest(at(2), 0.5);
    folder.writeBest(at(4), 0.625);
    folder.write(at(6), 1);
    assertEquals(
        List.of(
            "best",
            "best.ckpt-4.data-00000-of-00001",
            "best.ckpt-4.index",
            "checkpoint",
            "model.ckpt-6.data-00000-of-00001",
            "model.ckpt-6.index"),
        files());
    assertEquals(OptionalDouble.of(0.625), folder.bestScore());
    assertTrue(
        Files.readString(folder.path().resolve("best"))
            .startsWith("model_checkpoint_path: \"best.ckpt-4\""));
  }

  /** Two files cannot be replaced at once: killed between them, neither state would be whole. */
  @Test
  void anotherStateOfTheSameStepIsWrittenBesideTheFirst() throws IOException {
    folder.write(at(5), 2);
    Weights other = new Weights.Builder().put("v", new long[] {1}, new float[] {-1}).build();
    Path second = folder.write(new Checkpoint(5, 1, other), 2);
    assertEquals("model.ckpt-5-1", second.getFileName().toString());
    assertEquals(List.of("model.ckpt-5-1"), folder.kept());
    assertEquals(3, files().size());
    assertArrayEquals(
        new float[] {-1}, Checkpoint.read(folder.path(), List.of("v")).weights().values("v"));
    folder.write(new Checkpoint(5, 1, other), 2);
    assertEquals(List.of("model.ckpt-5"), folder.kept());
  }

  /** What a process leaves that is killed while it writes. */
  @Test
  void whatWasHalfWrittenNeitherHarmsNorStays() throws IOException {
    folder.write(at(3), 1);
    Files.createDirectory(folder.path().resolve(".model.ckpt.partial"));
    Files.writeString(folder.path().resolve(".model.ckpt.partial/model.ckpt-4.index"), "half");
    Files.writeString(folder.path().resolve("model.ckpt-4.data-00000-of-00001"), "half");
    assertEquals(3, Checkpoint.read(folder.path(), List.of("v")).step());
    folder.write(at(4), 1);
    assertEquals(4, Checkpoint.read(folder.path(), List.of("v")).step());
    assertEquals(3, files().size(), files().toString());
    assertEquals(4, CheckpointReader.open(folder.latest()).integer("global_step"));
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    folder.write(at(3), 1);
    Files.writeString(folder.path().resolve("checkpoint"), "nothing");
    InputException e = assertThrows(InputException.class, folder::latest);
    assertEquals(
        folder.path().resolve("checkpoint")
            + ": expected model_checkpoint_path: \"model.ckpt-STEP\"",
        e.getMessage());
    e = assertThrows(InputException.class, () -> new CheckpointSpec(-1, 60, 1, false));
    assertEquals("everySteps: expected a whole number of 0 or more, got -1", e.getMessage());
    e = assertThrows(InputException.class, () -> new CheckpointSpec(0, 60, 0, false));
    assertEquals("keep: expected a whole number of 1 or more, got 0", e.getMessage());
    e = assertThrows(InputException.class, () -> new CheckpointSpec(0, -0.5, 1, false));
    assertEquals("everySeconds: expected a number of 0 or more, got -0.5", e.getMessage());
  }
}
