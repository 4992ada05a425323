package dev.unroll.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.check.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataSpecTest {

  @Test
  void splitsAtTheFirstColon() {
    assertEquals(new DataSpec("har", "C:/data/har"), DataSpec.parse("har:C:/data/har"));
    assertEquals("har:x", DataSpec.parse("har:x").toString());
    assertEquals("motion", DataSpec.parse("motion").toString());
  }

  @Test
  void namesAllKindsWhereItKnowsNone() {
    InputException e = assertThrows(InputException.class, () -> DataSpec.parse("motoin"));
    assertEquals(
        "data 'motoin': unknown kind 'motoin'; expected "
            + String.join(" or ", DataSpec.examples())
            + "; did you mean 'motion'?",
        e.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "motion:x|data 'motion:x': motion is simulated and takes no path; write 'motion'",
        "har:|data 'har:': expected a path after the colon, as in har:PATH"
      })
  void saysWhatIsWrong(String spec, String message) {
    InputException e = assertThrows(InputException.class, () -> DataSpec.parse(spec));
    assertEquals(message, e.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ts|data 'ts': say where they are, as in ts:PREFIX",
        "csv|data 'csv': say where they are, as in csv:FILE"
      })
  void filesOfTheUsersNeedAPath(String spec, String message) {
    InputException e = assertThrows(InputException.class, () -> DataSpec.parse(spec).load());
    assertEquals(message, e.getMessage());
  }
}
