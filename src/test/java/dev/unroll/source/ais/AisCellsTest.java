package dev.unroll.source.ais;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AisCellsTest {

  @Test
  void splitsAtCommas() {
    assertEquals(List.of("a", "", "b c", ""), cells("a,, b c ,"));
    assertEquals(List.of(""), cells(""));
  }

  @Test
  void commasInQuotesDoNotSplit() {
    assertEquals(List.of("x", "Cargo ship:DG,HS", "y"), cells("x,\"Cargo ship:DG,HS\",y"));
    assertEquals(List.of("the \"Sea\", sir", "", "1"), cells("\"the \"\"Sea\"\", sir\",\"\",1"));
  }

  @Test
  void anOpenQuoteIsSaid() {
    assertEquals(-1, new AisCells().split("a,\"b,c"));
  }

  @Test
  void manyCellsFit() {
    assertEquals(100, new AisCells().split("7" + ",7".repeat(99)));
  }

  @Test
  void numbersAreThoseOfTheJdk() {
    Random random = new Random(3);
    AisCells cells = new AisCells();
    for (String format : List.of("%.6f", "%.1f", "%.0f", "%.9g", "%.17f", "%.3e")) {
      for (int i = 0; i < 500; i++) {
        String text = String.format(Locale.ROOT, format, 180 * random.nextGaussian());
        cells.split(text);
        assertEquals(Double.parseDouble(text), cells.number(0), text);
      }
    }
  }

  @Test
  void numbersMayBeMissing() {
    AisCells cells = new AisCells();
    cells.split(",NA,nan,Unknown,\"\",null");
    for (int i = 0; i < 6; i++) {
      assertTrue(Double.isNaN(cells.number(i)), "cell " + i);
    }
    cells.split("\"5.5\",5x,-,.");
    assertEquals(5.5, cells.number(0));
    for (int i = 1; i < 4; i++) {
      int cell = i;
      assertThrows(NumberFormatException.class, () -> cells.number(cell));
    }
  }

  private static List<String> cells(String line) {
    AisCells cells = new AisCells();
    int count = cells.split(line);
    return IntStream.range(0, count).mapToObj(cells::text).toList();
  }
}
