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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "motoin|data 'motoin': unknown kind 'motoin'; expected motion or har:PATH; did you mean"
            + " 'motion'?",
        "motion:x|data 'motion:x': motion is simulated and takes no path; write 'motion'",
        "har:|data 'har:': expected har:PATH with the folder or zip of UCI HAR"
      })
  void saysWhatIsWrong(String spec, String message) {
    InputException e = assertThrows(InputException.class, () -> DataSpec.parse(spec));
    assertEquals(message, e.getMessage());
  }
}
