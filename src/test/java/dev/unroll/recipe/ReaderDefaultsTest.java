package dev.unroll.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.unroll.data.DataSource;
import dev.unroll.settings.RecordReader;
import dev.unroll.settings.RecordWriter;
import dev.unroll.source.DataSpec;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReaderDefaultsTest {

  private static final YAMLMapper YAML = new YAMLMapper();

  static Stream<String> kinds() {
    return DataSpec.examples().stream().map(example -> example.replaceFirst(":.*", ""));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aReaderWithoutSettingsIsTheSameByRecipeAndByName(String kind) throws IOException {
    DataSource byRecipe = read("{type: " + kind + "}");
    assertEquals(DataSpec.parse(kind).reader(), byRecipe);
    JsonNode written = RecordWriter.write(byRecipe);
    assertEquals(byRecipe, read(written.toString()));
  }

  private static DataSource read(String yaml) throws IOException {
    return new RecordReader("recipe").read(YAML.readTree(yaml), DataSource.class);
  }
}
