package dev.unroll.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BodyFuzzTest {

  @TempDir Path temp;

  @Test
  void answersOrRefusesWhateverComes() throws IOException {
    try (BodyFuzz fuzz = new BodyFuzz(temp)) {
      for (long number = 0; number < 100_000; number++) {
        fuzz.ask(number);
      }
      assertEquals(100_000, fuzz.codes().values().stream().mapToInt(Integer::intValue).sum());
      assertTrue(
          Set.of(200, 400, 404, 501).containsAll(fuzz.codes().keySet()), fuzz.codes()::toString);
      assertTrue(fuzz.codes().get(200) > 10_000, fuzz.codes()::toString);
    }
  }
}
