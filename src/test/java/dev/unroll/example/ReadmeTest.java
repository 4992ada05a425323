package dev.unroll.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.recipe.Recipes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadmeTest {

  @Test
  void theProgramOfTheReadmeTrainsAndPredicts() throws IOException {
    String source =
        Files.readString(Path.of("src/test/java/dev/unroll/example/FirstModel.java"))
            .replace("package dev.unroll.example;\n\n", "");
    assertTrue(
        Files.readString(Path.of("README.md")).contains("```java\n" + source + "```"),
        "README.md shows FirstModel.java as it is");

    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      FirstModel.main(new String[0]);
    } finally {
      System.setOut(before);
    }
    List<String> lines = printed.toString(StandardCharsets.UTF_8).lines().toList();
    double accuracy = Double.parseDouble(lines.get(0).replace("test accuracy ", ""));
    assertTrue(accuracy > 0.90, lines.get(0));
    assertEquals("WALKING", lines.get(1));
  }

  @Test
  void theReadmeNamesEveryRecipe() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    Recipes.NAMES.forEach(name -> assertTrue(readme.contains("`" + name + "`"), name));
  }
}
