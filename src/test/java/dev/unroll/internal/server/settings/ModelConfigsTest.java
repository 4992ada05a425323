package dev.unroll.internal.server.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.check.InputException;
import dev.unroll.server.settings.ModelConfig;
import dev.unroll.server.settings.VersionPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelConfigsTest {

  @TempDir Path temp;

  private List<ModelConfig> read(String text) throws IOException {
    Path file = temp.resolve("models.config");
    Files.writeString(file, text);
    return ModelConfigs.read(file);
  }

  private String base(String name) {
    return temp.resolve(name).toAbsolutePath().toString().replace("\\", "\\\\");
  }

  @Test
  void readsWhatTensorFlowServingsGuideShows() throws IOException {
    List<ModelConfig> models =
        read(
            """
            model_config_list {
              # the first
              config {
                name: 'my_first_model'
                base_path: '%s'
                model_platform: 'tensorflow'
                model_version_policy {
                  specific {
                    versions: 42
                    versions: 43
                  }
                }
                version_labels {
                  key: 'stable'
                  value: 42
                }
                version_labels {
                  key: 'canary'
                  value: 43
                }
              }
              config: < name: "my_second_model", base_path: "%s"; model_type: TENSORFLOW >
            }
            """
                .formatted(base("one"), base("two")));
    assertEquals(
        List.of(
            new ModelConfig(
                "my_first_model",
                temp.resolve("one").toAbsolutePath(),
                new VersionPolicy.Specific(new TreeSet<>(List.of(42L, 43L))),
                Map.of("stable", 42L, "canary", 43L)),
            ModelConfig.of("my_second_model", temp.resolve("two").toAbsolutePath())),
        models);
  }

  /** 300 lists of models, written in the several ways that the format has. */
  @Test
  void readsListsOfModels() throws IOException {
    Random random = new Random(11);
    for (int i = 0; i < 300; i++) {
      List<ModelConfig> expected = new ArrayList<>();
      StringBuilder text =
          new StringBuilder(any(random, "model_config_list {", "model_config_list: {"));
      for (int n = random.nextInt(5); n > 0; n--) {
        ModelConfig model = model(random, "model-" + i + "." + n);
        expected.add(model);
        text.append(any(random, "\n", " ", "\n# comment { \n")).append("config ").append('{');
        text.append(text(random, model)).append('}').append(any(random, "", ",", ";"));
      }
      text.append("}\n");
      assertEquals(expected, read(text.toString()), text.toString());
    }
  }

  private ModelConfig model(Random random, String name) {
    VersionPolicy policy =
        switch (random.nextInt(4)) {
          case 0 -> new VersionPolicy.All();
          case 1 -> new VersionPolicy.Latest(1 + random.nextInt(5));
          case 2 ->
              new VersionPolicy.Specific(
                  random
                      .longs(1 + random.nextInt(4), 0, Long.MAX_VALUE)
                      .boxed()
                      .collect(Collectors.toSet()));
          default -> new VersionPolicy.Latest(1);
        };
    Map<String, Long> labels = new TreeMap<>();
    for (int n = random.nextInt(3); n > 0; n--) {
      labels.put(any(random, "stable", "canary", "old one", "größer"), random.nextLong() >>> 1);
    }
    return new ModelConfig(
        name, temp.resolve("bäse " + random.nextInt(9)).toAbsolutePath(), policy, labels);
  }

  private String text(Random random, ModelConfig model) {
    String quote = any(random, "'", "\"");
    String end = any(random, "\n", " ", "\t");
    StringBuilder text = new StringBuilder();
    text.append("name:").append(quote).append(model.name()).append(quote).append(end);
    text.append("base_path : ").append(quote);
    text.append(model.folder().toString().replace("\\", "\\\\")).append(quote).append(end);
    if (random.nextBoolean()) {
      text.append("model_platform: \"tensor\" \"flow\"").append(end);
    }
    if (model.policy() instanceof VersionPolicy.Latest latest) {
      if (latest.versions() > 1 || random.nextBoolean()) {
        text.append("model_version_policy { latest { num_versions: ");
        text.append(latest.versions()).append("} }").append(end);
      }
    } else if (model.policy() instanceof VersionPolicy.Specific specific) {
      text.append("model_version_policy: { specific { ");
      if (random.nextBoolean()) {
        text.append("versions: ").append(specific.versions());
      } else {
        specific.versions().forEach(one -> text.append("versions: ").append(one).append(' '));
      }
      text.append("} }").append(end);
    } else {
      text.append("model_version_policy { all {} }").append(end);
    }
    model
        .labels()
        .forEach(
            (label, number) ->
                text.append("version_labels { key: ")
                    .append(quote)
                    .append(label)
                    .append(quote)
                    .append(" value: ")
                    .append(number)
                    .append(" }")
                    .append(end));
    return text.toString();
  }

  private static String any(Random random, String... texts) {
    return texts[random.nextInt(texts.length)];
  }

  private void assertRefused(String message, String text) {
    InputException e = assertThrows(InputException.class, () -> read(text));
    assertEquals(temp.resolve("models.config") + message, e.getMessage());
  }

  @Test
  void saysWhereAndWhatIsKnown() {
    assertRefused(
        ":3: unknown field 'base'; ModelConfig has [name, base_path, model_type, model_platform,"
            + " model_version_policy, version_labels, logging_config]; did you mean 'name'?",
        "model_config_list {\n  config {\n    base: '/m'\n  }\n}");
    assertRefused(
        ":2: unknown field 'latest_one'; ServableVersionPolicy has [latest, all, specific]",
        "model_config_list { config {\n model_version_policy { latest_one {} } } }");
    assertRefused(
        ":1: unknown value 'TORCH'; expected one of [MODEL_TYPE_UNSPECIFIED, TENSORFLOW, OTHER]",
        "model_config_list { config { model_type: TORCH } }");
    assertRefused(":2: Expected \"}\".", "model_config_list { config {\n name: 'x' ");
    assertRefused(
        ":1: Couldn't parse integer: For input string: \"x\"",
        "model_config_list { config { version_labels { key: 'a' value: x } } }");
  }

  @Test
  void refusesWhatCannotBeServed() {
    String path = base("m");
    assertRefused(": expected a model_config_list, found none", "");
    assertRefused(
        ": custom_model_config is for programs of one's own; expected model_config_list",
        "custom_model_config {}");
    assertRefused(
        ": a model has no name", "model_config_list { config { base_path: '" + path + "' } }");
    assertRefused(
        ": model 'x': base_path is missing", "model_config_list { config { name: 'x' } }");
    assertRefused(
        ": model 'x': base_path: expected an absolute path, found 'models'; perhaps '"
            + Path.of("models").toAbsolutePath()
            + "'",
        "model_config_list { config { name: 'x' base_path: 'models' } }");
    String one = "config { name: 'x' base_path: '" + path + "' ";
    assertRefused(
        ": model 'x': there are two of this name",
        "model_config_list { " + one + "} " + one + "} }");
    assertRefused(
        ": model 'x': model_platform: expected \"tensorflow\", found \"pytorch\"",
        "model_config_list { " + one + "model_platform: 'pytorch' } }");
    assertRefused(
        ": model 'x': model_type: expected TENSORFLOW, found OTHER",
        "model_config_list { " + one + "model_type: OTHER } }");
    assertRefused(
        ": model 'x': specific: expected versions, such as versions: 3",
        "model_config_list { " + one + "model_version_policy { specific {} } } }");
    assertRefused(
        ": model 'x': specific: versions: expected 0 or more, found -3",
        "model_config_list { " + one + "model_version_policy { specific { versions: -3 } } } }");
    assertRefused(
        ": model 'x': latest: num_versions: expected 2147483647 at most, found 4294967295",
        "model_config_list { "
            + one
            + "model_version_policy { latest { num_versions: 4294967295 } } } }");
    assertRefused(":1: it is nested too deeply", "a{".repeat(200_000));
  }

  @ParameterizedTest
  @CsvSource({"latest { num_versions: 3 }, 3", "latest {}, 1", "'', 1"})
  void readsHowManyOfTheLatest(String policy, int expected) throws IOException {
    List<ModelConfig> models =
        read(
            "model_config_list { config { name: 'x' base_path: '"
                + base("m")
                + "' model_version_policy { "
                + policy
                + " } } }");
    assertEquals(new VersionPolicy.Latest(expected), models.get(0).policy());
  }

  @Test
  void tellsOfAFileOnlyWhatHasChanged() throws IOException {
    Path file = temp.resolve("models.config");
    String one = "config { name: 'x' base_path: '" + base("m") + "' }";
    Files.writeString(file, "model_config_list { " + one + " }");
    ModelsFile models = new ModelsFile(file);
    assertEquals(Optional.empty(), models.changed());
    Files.writeString(file, "model_config_list { }");
    assertEquals(Optional.of(List.of()), models.changed());
    assertEquals(Optional.empty(), models.changed());
    Files.writeString(file, "model_config_list { config {} }");
    assertThrows(InputException.class, models::changed);
    // It is told once.
    assertEquals(Optional.empty(), models.changed());
    Files.delete(file);
    assertThrows(IOException.class, models::changed);
    Files.writeString(file, "model_config_list { " + one + " }");
    assertEquals("x", models.changed().orElseThrow().get(0).name());
  }
}
