package dev.unroll.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFileTest {

  private static final Weights WEIGHTS =
      new Weights.Builder()
          .put("rnn/kernel", new long[] {2, 3}, new float[] {1, -2, 3, 4, 5, 6.5f})
          .put("beta1_power", new long[0], new float[] {0.9f})
          .build();

  @TempDir Path temp;

  @Test
  void readsWhatItWrites() throws IOException {
    Path prefix = temp.resolve("model.ckpt-7");
    CheckpointFile.write(prefix, WEIGHTS, Map.of("global_step", 7L));
    Weights back = CheckpointFile.read(prefix, List.of("beta1_power", "rnn/kernel"));
    assertArrayEquals(WEIGHTS.values("rnn/kernel"), back.values("rnn/kernel"));
    assertArrayEquals(new long[] {2, 3}, back.shape("rnn/kernel"));
    assertArrayEquals(new long[0], back.shape("beta1_power"));
    assertEquals(7, CheckpointFile.readCounter(prefix, "global_step"));
  }

  @Test
  void saysWhatIsMissingOrDamaged() throws IOException {
    Path prefix = temp.resolve("model");
    InputException e =
        assertThrows(InputException.class, () -> CheckpointFile.read(prefix, List.of("v")));
    assertEquals(prefix + ": no such checkpoint (there is no model.index)", e.getMessage());

    CheckpointFile.write(prefix, WEIGHTS, Map.of());
    e = assertThrows(InputException.class, () -> CheckpointFile.read(prefix, List.of("v")));
    assertTrue(e.getMessage().startsWith(prefix + ": the checkpoint cannot be read: "));

    Path index = temp.resolve("model.index");
    byte[] bytes = Files.readAllBytes(index);
    Files.write(index, Arrays.copyOf(bytes, bytes.length / 2));
    e =
        assertThrows(
            InputException.class, () -> CheckpointFile.read(prefix, List.of("beta1_power")));
    assertTrue(e.getMessage().startsWith(prefix + ": the checkpoint cannot be read: "));
  }

  @Test
  void saysWhereItCannotWrite() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "not a folder");
    FileSystemException e =
        assertThrows(
            FileSystemException.class,
            () -> CheckpointFile.write(file.resolve("model"), WEIGHTS, Map.of()));
    assertTrue(e.getMessage().startsWith(file.resolve("model") + ": "), e.getMessage());
  }
}
