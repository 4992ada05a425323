package dev.unroll.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unroll.internal.table.FileLine;
import dev.unroll.internal.table.TableTime;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Times in all forms are the points in time that pandas and the standard library read. */
class GoldenTimesTest {

  static List<Golden> inputs() {
    return Golden.family("times");
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void arePointsInTime(Golden input) {
    JsonNode times = input.json().get("times");
    TableTime reader = new TableTime(times.get("format").asText());
    FileLine line = new FileLine(Path.of("a.csv"), 2);
    List<Long> expected = new ArrayList<>();
    times.get("micros").forEach(micros -> expected.add(micros.asLong()));
    List<Long> found =
        Golden.texts(times.get("texts")).stream().map(text -> reader.micros(text, line)).toList();
    assertEquals(expected, found, times.get("texts").toString());
  }
}
