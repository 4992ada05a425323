package dev.unroll.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.recipe.Recipe;
import dev.unroll.recipe.Recipes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the page on parts of your own and the Javadoc show is the code that is tested. */
class ExtendingTest {

  private static final Path PAGE = Path.of("docs/extending.md");

  private static String source(String name) throws IOException {
    return Files.readString(Path.of("src/test/java/dev/unroll/example/" + name + ".java"));
  }

  /** Without package and imports. */
  private static String body(String name) throws IOException {
    String source = source(name);
    Matcher begin = Pattern.compile("(?m)^(public )?(final )?(record|class) ").matcher(source);
    assertTrue(begin.find(), name);
    return source.substring(begin.start());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ExampleParts",
        "MinimalGatedUnit",
        "Scale",
        "Square",
        "Lion",
        "Lines",
        "MinimalGatedUnitTest"
      })
  void thePageShowsTheCode(String name) throws IOException {
    assertTrue(Files.readString(PAGE).contains("```java\n" + body(name) + "```"), name);
  }

  @ParameterizedTest
  @CsvSource({
    "layer/CustomLayer, Scale",
    "layer/CustomTransform, Square",
    "layer/CustomCell, MinimalGatedUnit",
    "train/CustomOptimizer, Lion"
  })
  void theJavadocShowsTheCode(String file, String name) throws IOException {
    String javadoc = Files.readString(Path.of("src/main/java/dev/unroll/" + file + ".java"));
    StringBuilder expected = new StringBuilder(" * <pre>\n");
    body(name)
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("@", "&#64;")
        .lines()
        .forEach(line -> expected.append((" * " + line).stripTrailing()).append('\n'));
    assertTrue(javadoc.contains(expected + " * </pre>\n"), expected.toString());
  }

  @Test
  void theRecipeOfThePageIsOne(@TempDir Path temp) throws IOException {
    Matcher yaml =
        Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
    assertTrue(yaml.find());
    Path file = Files.writeString(temp.resolve("own.yaml"), "name: own\n" + yaml.group(1));
    Recipe recipe = Recipes.load(file.toString(), List.of());
    assertEquals(new Lion(0.8, 0.99), recipe.training().optimizer());
    assertEquals(new Scale(1), recipe.model().layers().get(0));
    assertEquals(Optional.of(new Lines(3)), recipe.data().reader());
  }
}
