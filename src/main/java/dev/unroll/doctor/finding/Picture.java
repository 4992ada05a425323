package dev.unroll.doctor.finding;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A picture that belongs to what was seen, as numbers. */
public sealed interface Picture {

  /** What it shows, in a few words. */
  String title();

  /**
   * Lines over a number.
   *
   * @param x name and unit of what goes to the right
   * @param y name and unit of what goes up
   * @param logX whether the right goes by factors
   * @param logY whether up goes by factors
   * @param lines by name
   */
  record Lines(
      String title, String x, String y, boolean logX, boolean logY, Map<String, Line> lines)
      implements Picture {
    public Lines {
      lines = new LinkedHashMap<>(lines);
    }
  }

  /**
   * A line.
   *
   * @param x ascending
   * @param y as many; not a number where there is none
   */
  record Line(List<Double> x, List<Double> y) {
    public Line {
      x = List.copyOf(x);
      y = List.copyOf(y);
    }
  }

  /**
   * Bars side by side.
   *
   * @param y name and unit of their height
   * @param bars the heights of each series, by name and label; every series has the same labels
   */
  record Bars(String title, String y, Map<String, Map<String, Double>> bars) implements Picture {
    public Bars {
      Map<String, Map<String, Double>> copy = new LinkedHashMap<>();
      bars.forEach((name, heights) -> copy.put(name, new LinkedHashMap<>(heights)));
      bars = copy;
    }
  }
}
