package example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.Unroll;
import dev.unroll.check.InputException;
import dev.unroll.model.Predictor;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbedTest {

  @Test
  void trainsPredictsFromEightThreadsAndStreamsAThousandSequences(@TempDir Path temp)
      throws Exception {
    Path folder = Files.createDirectory(temp.resolve("model"));
    try (Predictor predictor =
        Embed.train(Embed.recordings(400, 1), Embed.classes(400), folder)) {
      float[][][] others = Embed.recordings(1000, 2);
      int right = 0;
      for (int i = 0; i < 100; i++) {
        boolean rising = predictor.predict(others[i]).className().equals("rising");
        right += rising == (i % 2 == 0) ? 1 : 0;
      }
      assertTrue(right > 80, right + " of 100");
      double threads = Embed.eightThreads(predictor, others);
      double streams = Embed.streams(folder, predictor, others);
      System.out.println("eight threads differ by " + threads + ", streams by " + streams);
      assertEquals(0, threads, 1e-6);
      assertEquals(0, streams, 1e-6);
    }
  }

  @Test
  void theOwnCellTrainsFromARecipe() throws Exception {
    Path recipe = Path.of(Embed.class.getResource("/leaky.yaml").toURI());
    assertTrue(Embed.ownCell(recipe.toString()) > 0.3, "six classes");
    InputException e =
        assertThrows(
            InputException.class,
            () -> Unroll.recipe(recipe.toString(), "model.layers.0.cell.leak=2"));
    assertTrue(
        e.getMessage()
            .endsWith(
                "model.layers[0].cell: leaky-rnn: leak: expected more than 0, up to 1, got 2.0"),
        e.getMessage());
  }

  /** What a dependant does not ask for is not there, and is named where it is needed. */
  @Test
  void optionalPartsAreNamed() {
    InputException e =
        assertThrows(InputException.class, () -> Unroll.data("csv:" + Path.of("pom.xml")));
    assertTrue(e.getMessage().contains("org.apache.commons:commons-csv:"), e.getMessage());
    assertThrows(ClassNotFoundException.class, () -> Class.forName("org.slf4j.simple.SimpleLogger"));
    assertThrows(ClassNotFoundException.class, () -> Class.forName("picocli.CommandLine"));
  }
}
