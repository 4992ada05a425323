package dev.unroll.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unroll.data.DataSource;
import dev.unroll.data.Dataset;
import dev.unroll.data.Schema;
import dev.unroll.data.Sequences;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Another file than that of a training is read as pandas reads it: whole, named and in order. */
class GoldenUseTest {

  @TempDir Path temp;

  static List<Golden> inputs() {
    return Golden.family("other_files");
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void anotherFileIsReadAsTheFirstWas(Golden input) throws IOException {
    input.write(temp);
    DataSource reader = input.reader();
    Dataset first = reader.read(input.path(temp));
    ReadData.assertSame(input.json().get("read"), first);
    Schema schema = first.schema();
    double tolerance = input.json().get("tolerance").asDouble();
    Sequences scored = reader.readToScore(temp.resolve("scored.csv").toString(), schema).test();
    ReadData.assertSame(list(input.json().get("score")), scored, tolerance);
    Sequences plain =
        reader.readToPredict(temp.resolve("plain.csv").toString(), schema).orElseThrow();
    ReadData.assertSame(list(input.json().get("predict")), plain, tolerance);
    assertEquals(scored.size(), plain.size());
  }

  private static List<JsonNode> list(JsonNode node) {
    List<JsonNode> list = new ArrayList<>();
    node.forEach(list::add);
    return list;
  }
}
