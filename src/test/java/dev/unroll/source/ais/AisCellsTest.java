package dev.unroll.source.ais;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.check.InputException;
import dev.unroll.internal.table.FileLine;
import dev.unroll.internal.table.Missing;
import dev.unroll.internal.table.TableCells;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    assertEquals(AisCells.OPEN_QUOTE, cells(',').split("a,\"b,c"));
    assertEquals(AisCells.BEYOND_QUOTE, cells(',').split("a,\"b\"c"));
  }

  @Test
  void manyCellsFit() {
    assertEquals(100, cells(',').split("7" + ",7".repeat(99)));
  }

  @Test
  void numbersAreThoseOfTheJdk() {
    Random random = new Random(3);
    AisCells cells = cells(',');
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
    AisCells cells = cells(',');
    cells.split(",NA,nan,Unknown,\"\",null,-,.");
    for (int i = 0; i < 8; i++) {
      assertTrue(Double.isNaN(cells.number(i)), "cell " + i);
    }
    cells.split("\"5.5\",5x,-x,..");
    assertEquals(5.5, cells.number(0));
    for (int i = 1; i < 4; i++) {
      int cell = i;
      assertThrows(NumberFormatException.class, () -> cells.number(cell));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a,b,c",
        " a ,\tb, c d ",
        ",,",
        "\"a,b\",c",
        "\"a \"\"b\"\"\",c",
        "\"\",\" a \"",
        " \"a\",b",
        "a\"b\",c",
        "a,\"b\" ,c",
        "a;b,c;d;e",
        "a;\"b;c\";d",
        "a\t\"b\tc\"",
        "\"a\"b,c",
        "a,\"b,c",
        "a,\"b\"\",c",
      })
  void takesForACellWhatOtherTablesDo(String line, @TempDir Path temp) throws IOException {
    List<String> expected = List.of();
    char separator = ',';
    try (TableCells table = new TableCells(Files.writeString(temp.resolve("a.csv"), line))) {
      separator = table.separator();
      table.next();
      expected = List.copyOf(table.cells());
    } catch (InputException e) {
      assertTrue(e.getMessage().startsWith(temp.resolve("a.csv") + ":1: "), e.getMessage());
    }
    AisCells cells = cells(separator);
    List<String> found =
        IntStream.range(0, Math.max(0, cells.split(line))).mapToObj(cells::text).toList();
    assertEquals(expected, found);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5", "-5.25", "+5", ".5", "5.", "1e3", "1E-3", "5f", "5d", "5x", "", "-", "?", "NA", "nan",
        "null", "1_0", "0x1p3"
      })
  void takesForANumberWhatOtherTablesDo(String text) {
    AisCells cells = cells(',');
    cells.split(text);
    if (Missing.isKnown(text)) {
      assertTrue(Double.isNaN(cells.number(0)));
    } else if (FileLine.isNumber(text)) {
      assertEquals(FileLine.numberOrNaN(text), (float) cells.number(0));
    } else {
      assertThrows(NumberFormatException.class, () -> cells.number(0));
    }
  }

  private static AisCells cells(char separator) {
    return new AisCells(separator, '.', new Missing(List.of()));
  }

  private static List<String> cells(String line) {
    AisCells cells = cells(',');
    int count = cells.split(line);
    return IntStream.range(0, count).mapToObj(cells::text).toList();
  }
}
