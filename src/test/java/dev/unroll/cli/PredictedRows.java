package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

/** Compares what {@code unroll predict} printed. */
final class PredictedRows {

  private static final List<String> NAMES = List.of("index", "step", "class", "class_index");

  private PredictedRows() {}

  /**
   * Holds {@code found} to be {@code expected}: header, indices and steps to the letter, numbers
   * within {@code tolerance}, and a class as it is unless another was as likely.
   */
  static void assertSame(List<String> expected, List<String> found, double tolerance) {
    assertEquals(expected.get(0), found.get(0));
    assertEquals(expected.size(), found.size());
    List<String> header = List.of(expected.get(0).split(",", -1));
    int first = (int) header.stream().filter(NAMES::contains).count();
    int chosen = header.indexOf("class_index");
    for (int i = 1; i < expected.size(); i++) {
      String[] left = expected.get(i).split(",", -1);
      String[] right = found.get(i).split(",", -1);
      String row = expected.get(i) + " and " + found.get(i);
      assertEquals(header.size(), right.length, row);
      for (int k = 0; k < header.size(); k++) {
        if (k >= first) {
          assertEquals(Double.parseDouble(left[k]), Double.parseDouble(right[k]), tolerance, row);
        } else if (!header.get(k).startsWith("class")) {
          assertEquals(left[k], right[k], row);
        }
      }
      if (chosen >= 0) {
        int index = Integer.parseInt(right[chosen]);
        assertEquals("p_" + right[chosen - 1], header.get(first + index), row);
        double largest = Double.parseDouble(left[first + Integer.parseInt(left[chosen])]);
        assertTrue(Double.parseDouble(left[first + index]) >= largest - 2 * tolerance, row);
      }
    }
  }
}
