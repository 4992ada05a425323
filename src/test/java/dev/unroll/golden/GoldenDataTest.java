package dev.unroll.golden;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unroll.check.InputException;
import dev.unroll.data.DataSource;
import dev.unroll.data.Dataset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tables, folders and archives are read as pandas and aeon read them, in every number. */
class GoldenDataTest {

  /** What each is of is told in the file of its name in {@code python/goldens}. */
  private static final List<String> FAMILIES =
      List.of(
          "dialects",
          "exports",
          "rows",
          "targets",
          "encodings",
          "missing",
          "times",
          "signals",
          "layouts",
          "windows",
          "forecasts_by_rows",
          "forecasts_by_time",
          "archive_ts",
          "archive_rows",
          "tracks");

  @TempDir Path temp;

  static Stream<Golden> inputs() {
    return FAMILIES.stream().flatMap(family -> Golden.family(family).stream());
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void isReadAsPythonReadsIt(Golden input) throws IOException {
    input.write(temp);
    DataSource reader = input.reader();
    String path = input.path(temp);
    JsonNode refused = input.json().get("refused");
    if (refused != null) {
      InputException e = assertThrows(InputException.class, () -> reader.read(path));
      assertTrue(e.getMessage().contains(refused.asText()), e.getMessage());
      return;
    }
    Dataset found = reader.read(path);
    ReadData.assertSame(input.json().get("read"), found);
  }
}
