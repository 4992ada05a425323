package dev.unroll.internal.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Times something many times over. */
final class Timing {

  private static final int LEAST_RUNS = 5;

  private Timing() {}

  /**
   * Median seconds of a run of {@code work}, after a third of the time as warm-up.
   *
   * @param seconds how long to go on
   */
  static double median(double seconds, Runnable work) {
    collect(seconds / 3, work);
    List<Double> runs = collect(seconds, work);
    Collections.sort(runs);
    int half = runs.size() / 2;
    return runs.size() % 2 == 1 ? runs.get(half) : (runs.get(half - 1) + runs.get(half)) / 2;
  }

  private static List<Double> collect(double seconds, Runnable work) {
    List<Double> runs = new ArrayList<>();
    long begin = System.nanoTime();
    while (runs.size() < LEAST_RUNS || System.nanoTime() - begin < seconds * 1e9) {
      long before = System.nanoTime();
      work.run();
      runs.add((System.nanoTime() - before) / 1e9);
    }
    return runs;
  }
}
