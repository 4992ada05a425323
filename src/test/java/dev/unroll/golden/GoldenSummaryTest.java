package dev.unroll.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unroll.data.SignalSummary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Signals are summed up as pandas describes their steps. */
class GoldenSummaryTest {

  @TempDir Path temp;

  static List<Golden> inputs() {
    return Golden.family("summaries");
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void isWhatPandasDescribes(Golden input) throws IOException {
    input.write(temp);
    List<SignalSummary> found = SignalSummary.of(input.reader().read(input.path(temp)));
    JsonNode expected = input.json().get("summary");
    assertEquals(expected.size(), found.size());
    for (int i = 0; i < found.size(); i++) {
      JsonNode one = expected.get(i);
      SignalSummary signal = found.get(i);
      double least = one.get("least").asDouble();
      double most = one.get("most").asDouble();
      double rounding = 1e-6 * Math.max(Math.abs(least), Math.abs(most));
      assertEquals(one.get("name").asText(), signal.signal().name());
      assertEquals(least, signal.least(), rounding, "least");
      assertEquals(most, signal.most(), rounding, "most");
      assertEquals(one.get("mean").asDouble(), signal.mean(), rounding, "mean");
      assertEquals(Optional.of(one.get("missing").asLong()), signal.missing());
      assertEquals(Optional.of(one.get("filled").asLong()), signal.filled());
    }
  }
}
