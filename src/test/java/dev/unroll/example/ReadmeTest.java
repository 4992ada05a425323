package dev.unroll.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.OwnProcess;
import dev.unroll.recipe.Recipes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadmeTest {

  @Test
  void theProgramOfTheReadmeTrainsAndPredicts(@TempDir Path temp)
      throws IOException, InterruptedException {
    String source =
        Files.readString(Path.of("src/test/java/dev/unroll/example/FirstModel.java"))
            .replace("package dev.unroll.example;\n\n", "");
    assertTrue(
        Files.readString(Path.of("README.md")).contains("```java\n" + source + "```"),
        "README.md shows FirstModel.java as it is");

    OwnProcess run = OwnProcess.run(temp, List.of(), FirstModel.class.getName(), List.of());
    assertEquals(0, run.code(), run.err());
    List<String> lines = run.out().lines().toList();
    double accuracy = Double.parseDouble(lines.get(0).replace("test accuracy ", ""));
    // Ten epochs end at .84 to 1 by seed and processor, a line through the windows' means below .7.
    assertTrue(accuracy > 0.7, lines.get(0));
    assertTrue(lines.get(1).matches("[A-Z_]+"), lines.get(1));
  }

  @Test
  void theReadmeNamesEveryRecipe() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    Recipes.NAMES.forEach(name -> assertTrue(readme.contains("`" + name + "`"), name));
  }
}
