package dev.unroll.internal.table;

import static dev.unroll.check.Check.that;

import dev.unroll.check.Choice;
import dev.unroll.source.table.TableFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Looks for numbers that stand for a missing value, such as -999: of those that people use so, the
 * ones that lie far from all others of their column.
 */
public final class Sentinels {

  /** Smaller numbers are measured. */
  private static final float LEAST = 99;

  /** Other values that a column must have, to tell what is far from them. */
  private static final int LEAST_OTHERS = 3;

  /** Columns and numbers that a message names. */
  private static final int MOST_TOLD = 5;

  /** Ranges of the others away. */
  private static final double FAR = 3;

  /** Parts of itself that a sentinel is away at least, where the others are all alike. */
  private static final double LEAST_SHARE = 0.01;

  private static final float[] USUAL = usual();

  private final float[] low;
  private final float[] high;
  private final long[] others;
  private final List<TreeMap<Float, Integer>> suspects;

  /**
   * @param columns that are looked at
   */
  public Sentinels(int columns) {
    low = new float[columns];
    high = new float[columns];
    others = new long[columns];
    Arrays.fill(low, Float.POSITIVE_INFINITY);
    Arrays.fill(high, Float.NEGATIVE_INFINITY);
    suspects = IntStream.range(0, columns).mapToObj(i -> new TreeMap<Float, Integer>()).toList();
  }

  private static float[] usual() {
    float[] positive = {
      99,
      999,
      9999,
      99999,
      999999,
      9999999,
      99999999,
      999999999,
      99.9f,
      999.9f,
      9999.9f,
      99999.9f,
      99.99f,
      999.99f,
      9999.99f,
      99.999f,
      999.999f,
      888,
      8888,
      88888,
      777,
      7777,
      77777,
      6999,
      7999,
      8999,
      9900,
      9990,
      9998,
      9997,
      32767,
      65535,
      0x1p31f,
      0x1p32f,
      1e20f,
      1e30f,
      1e34f,
      1e35f,
      1e36f,
      1e37f,
      1e38f,
      9.96921e36f,
      Float.MAX_VALUE,
      32768
    };
    float[] negative = {100, 200, 300, 500, 1000, 10000};
    float[] all = new float[2 * positive.length + negative.length];
    int at = 0;
    for (float number : positive) {
      all[at++] = number;
      all[at++] = -number;
    }
    for (float number : negative) {
      all[at++] = -number;
    }
    Arrays.sort(all);
    return all;
  }

  /** Takes a value of a column, which is not missing. */
  public void see(int column, float value) {
    if ((value >= LEAST || value <= -LEAST) && Arrays.binarySearch(USUAL, value) >= 0) {
      suspects.get(column).merge(value, 1, Integer::sum);
      return;
    }
    others[column]++;
    if (value < low[column]) {
      low[column] = value;
    }
    if (value > high[column]) {
      high[column] = value;
    }
  }

  /**
   * Holds what was seen to what settings say.
   *
   * @param names of the columns
   * @throws dev.unroll.check.InputException where a number looks as if it stood for a missing value
   */
  public void check(FileLine header, List<String> names, TableFormat format) {
    Set<String> numbers = new LinkedHashSet<>();
    String found = found(names, format, numbers);
    header.that(
        found.isEmpty(),
        "%s; where that stands for a missing value, set table.missing: [%s]; where it was measured,"
            + " set table.sentinels: keep",
        found,
        String.join(", ", numbers));
  }

  /**
   * As {@link #check}, where no value may be missing.
   *
   * @throws dev.unroll.check.InputException where a number looks as if it stood for a missing value
   */
  public void checkAllThere(FileLine header, List<String> names, TableFormat format) {
    String found = found(names, format, new LinkedHashSet<>());
    that(
        found.isEmpty(),
        "%s:%d: %s; where that stands for a missing value, fill it in or leave out the sequence;"
            + " else have the %s",
        header.file(),
        header.number(),
        found,
        Choice.MEASURED);
  }

  /**
   * What looks as if it stood for a missing value; empty for nothing.
   *
   * @param numbers take those
   */
  private String found(List<String> names, TableFormat format, Set<String> numbers) {
    List<String> found = new ArrayList<>();
    boolean kept = format.sentinels() == TableFormat.Sentinels.KEEP;
    for (int column = 0; column < low.length && !kept; column++) {
      for (Map.Entry<Float, Integer> suspect : suspects.get(column).entrySet()) {
        float value = suspect.getKey();
        if (isFar(column, value, suspect.getValue())) {
          numbers.add(text(value));
          found.add(
              String.format(
                  Locale.ROOT,
                  "column '%s' has %s in %d rows, while its other values are %s to %s",
                  names.get(column),
                  text(value),
                  suspect.getValue(),
                  text(low[column]),
                  text(high[column])));
        }
      }
    }
    return String.join("; ", found.subList(0, Math.min(MOST_TOLD, found.size())));
  }

  private boolean isFar(int column, float value, int times) {
    if (others[column] < LEAST_OTHERS) {
      return false;
    }
    double range = (double) high[column] - low[column];
    double distance = Math.max(low[column] - (double) value, value - (double) high[column]);
    boolean belowZero = value < 0 && low[column] >= 0 && times > 1;
    return distance > LEAST_SHARE * Math.abs(value) && (distance > FAR * range || belowZero);
  }

  private static String text(float number) {
    return number == Math.rint(number) && Math.abs(number) < 1e9
        ? Long.toString((long) number)
        : Float.toString(number);
  }
}
