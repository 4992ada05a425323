package dev.unroll.internal.server.metrics;

import java.util.Arrays;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/** How values spread over ranges, each up to and with its bound: a histogram. */
final class Spread implements Family.Series {

  private final double[] bounds;
  private final LongAdder[] counts;
  private final DoubleAdder sum = new DoubleAdder();

  /**
   * @param bounds that grow; not to be changed
   */
  Spread(double[] bounds) {
    this.bounds = bounds;
    this.counts = new LongAdder[bounds.length + 1];
    Arrays.setAll(counts, i -> new LongAdder());
  }

  /** So many bounds from {@code first} on, each {@code factor} times the one before. */
  static double[] bounds(double first, double factor, int count) {
    double[] bounds = new double[count];
    for (int i = 0; i < count; i++) {
      bounds[i] = first * Math.pow(factor, i);
    }
    return bounds;
  }

  void add(double value) {
    int at = Arrays.binarySearch(bounds, value);
    counts[at >= 0 ? at : -at - 1].increment();
    sum.add(value);
  }

  @Override
  public void write(StringBuilder text, String name, String labels) {
    String before = labels.isEmpty() ? "" : labels + ",";
    long below = 0;
    for (int i = 0; i < counts.length; i++) {
      below += counts[i].sum();
      String bound = i < bounds.length ? Family.number(bounds[i]) : "+Inf";
      Family.line(text, name + "_bucket", before + "le=\"" + bound + "\"", (double) below);
    }
    Family.line(text, name + "_sum", labels, sum.sum());
    Family.line(text, name + "_count", labels, (double) below);
  }
}
