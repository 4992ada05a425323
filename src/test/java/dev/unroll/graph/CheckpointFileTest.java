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
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
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
    CheckpointReader reader = CheckpointReader.open(prefix);
    assertEquals(Set.of("beta1_power", "global_step", "rnn/kernel"), reader.names());
    Weights back = reader.weights(List.of("beta1_power", "rnn/kernel"));
    assertArrayEquals(WEIGHTS.values("rnn/kernel"), back.values("rnn/kernel"));
    assertArrayEquals(new long[] {2, 3}, back.shape("rnn/kernel"));
    assertArrayEquals(new long[0], back.shape("beta1_power"));
    assertEquals(7, reader.integer("global_step"));
  }

  @Test
  void saysWhatIsMissingOrDamaged() throws IOException {
    Path prefix = temp.resolve("model");
    assertMessage(
        prefix + ": no such checkpoint (there is no model.index)",
        () -> CheckpointReader.open(prefix));

    CheckpointFile.write(prefix, WEIGHTS, Map.of("global_step", 7L));
    CheckpointReader reader = CheckpointReader.open(prefix);
    assertMessage(
        prefix + ": the checkpoint has no variable 'rnn/kernal'; did you mean 'rnn/kernel'?",
        () -> reader.weights(List.of("rnn/kernal")));
    assertMessage(
        prefix + ": variable 'global_step': expected type DT_FLOAT, found DT_INT64",
        () -> reader.weights(List.of("global_step")));
    assertMessage(
        prefix + ": variable 'rnn/kernel': expected one whole number, found DT_FLOAT of 2",
        () -> reader.integer("rnn/kernel"));

    Path data = temp.resolve("model.data-00000-of-00001");
    byte[] values = Files.readAllBytes(data);
    byte[] changed = values.clone();
    for (int i = 0; i < changed.length; i++) {
      changed[i]++;
    }
    Files.write(data, changed);
    assertMessage(
        data + ": variable 'rnn/kernel' is damaged: its checksum is wrong",
        () -> reader.weights(List.of("rnn/kernel")));
    Files.write(data, Arrays.copyOf(values, 1));
    assertMessage(
        data + ": variable 'rnn/kernel' lies beyond the end of the file; it is cut",
        () -> reader.weights(List.of("rnn/kernel")));
    Files.delete(data);
    assertMessage(
        prefix + ": the checkpoint's data file model.data-00000-of-00001 is missing",
        () -> reader.weights(List.of("rnn/kernel")));

    Path index = temp.resolve("model.index");
    byte[] bytes = Files.readAllBytes(index);
    for (int length = 0; length < bytes.length; length++) {
      Files.write(index, Arrays.copyOf(bytes, length));
      assertMessage(
          index + ": the checkpoint's index is damaged (", () -> CheckpointReader.open(prefix));
    }
    for (int place = 0; place < bytes.length; place++) {
      byte[] wrong = bytes.clone();
      wrong[place] ^= 0x55;
      Files.write(index, wrong);
      try {
        CheckpointReader.open(prefix);
      } catch (InputException e) {
        assertTrue(e.getMessage().startsWith(index + ": the checkpoint's index is damaged ("));
      }
    }
  }

  private static void assertMessage(String start, Executable reading) {
    InputException e = assertThrows(InputException.class, reading);
    assertTrue(e.getMessage().startsWith(start), e.getMessage());
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
