package dev.unroll.source.ais;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import java.time.DateTimeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AisTimeTest {

  @ParameterizedTest
  @CsvSource({
    "iso,2022-01-03T00:00:03,1641168003",
    "iso,2022-01-03 00:00:03.250Z,1641168003",
    "iso,2022-01-03 00:00:03+00:00,1641168003",
    "iso,2018-07-01 0:05,1530403500",
    "iso,2024-02-29 23:59:59,1709251199",
    "seconds,1641168003,1641168003",
    "seconds,1641168003.9,1641168003",
    "dd/MM/yyyy HH:mm:ss,25/01/2025 00:03:14,1737763394",
    "MM-dd-yyyy HH:mm,01-25-2025 00:03,1737763380",
    "d MMM yyyy HH:mm,3 Jan 2022 00:00,1641168000"
  })
  void readsTimes(String format, String text, long seconds) {
    assertEquals(seconds, AisTime.of(format).parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2022-01-03",
        "2022-13-03 00:00",
        "2023-02-29 00:00",
        "2022-01-03 24:00",
        "2022-01-03 00:60",
        "03/01/2022 00:00:00",
        "2022-01-03 00:00:03 PM",
        "2022-01-03 00:00:0x",
        "22-01-03 00:00"
      })
  void refusesWhatIsNoTime(String text) {
    assertThrows(DateTimeException.class, () -> AisTime.of(AisTime.ISO).parse(text));
  }

  @Test
  void refusesAnUnknownFormat() {
    InputException e = assertThrows(InputException.class, () -> AisTime.of("dd/bb"));
    assertTrue(
        e.getMessage()
            .startsWith(
                "timeFormat: expected 'iso', 'seconds' or a pattern such as 'dd/MM/yyyy HH:mm:ss',"
                    + " got 'dd/bb' ("),
        e.getMessage());
  }
}
