package dev.unroll.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run whose process is killed and resumed comes to the result of one that is not, to the last
 * bit. {@link KillTrial} does it at random moments, for every kind of training.
 */
class KilledTrainingTest {

  private static final int STEPS = 60;

  @TempDir Path temp;

  private KilledRun run(String name) throws IOException {
    return new KilledRun(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "dev.unroll.cli.Main"),
        TrainingKinds.write(temp, "all-together"),
        List.of(
            "training.steps=" + STEPS,
            "training.earlyStopping=null",
            "training.checkpoints.everySteps=1"),
        temp.resolve(name));
  }

  @Test
  void endsAsIfNobodyHadKilledIt() throws Exception {
    KilledRun whole = run("whole");
    assertEquals(0, whole.start().waitFor(), whole.printed());
    KilledRun killed = run("killed");
    for (int step : new int[] {5, 31}) {
      Process process = killed.start();
      while (process.isAlive() && killed.checkpointStep().orElse(0L) < step) {
        Thread.sleep(1);
      }
      KilledRun.kill(process);
      assertEquals(List.of(), killed.problems(1));
    }
    if (!killed.isDone()) {
      assertEquals(0, killed.start().waitFor(), killed.printed());
    }
    assertEquals(List.of(), killed.differences(whole));
  }
}
