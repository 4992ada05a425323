package dev.unroll.source.frames;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/** Counts videos by their frames a second. */
final class FrameRates {

  /** Shares that rates of cameras of one kind may differ by: 29.97 and 30. */
  private static final double ALIKE = 0.01;

  /** Rates that a line shows. */
  private static final int MOST = 6;

  private final TreeMap<Double, Integer> videos = new TreeMap<>();
  private final List<String> uneven = new ArrayList<>();

  void add(String name, FrameTimes times) {
    times
        .interval()
        .ifPresent(interval -> videos.merge(Math.round(100 / interval) / 100.0, 1, Integer::sum));
    if (times.areUneven()) {
      uneven.add(name);
    }
  }

  /** Whether a step is of another duration from video to video, or within one. */
  boolean differ() {
    return !uneven.isEmpty()
        || (!videos.isEmpty() && videos.lastKey() > (1 + ALIKE) * videos.firstKey());
  }

  /** What there is to note where steps differ in duration from video to video, or within one. */
  Optional<String> note() {
    return differ()
        ? Optional.of(text() + "; steps differ in duration; set frames: framesPerSecond")
        : Optional.empty();
  }

  /** Such as {@code frames a second: 30 in 8 videos, 60 in 2; ...}; empty without videos. */
  String text() {
    if (videos.isEmpty()) {
      return "";
    }
    List<String> rates = new ArrayList<>();
    videos.forEach(
        (rate, count) ->
            rates.add(
                String.format(
                    Locale.ROOT,
                    "%s in %,d video%s",
                    rate % 1 == 0 ? String.valueOf(Math.round(rate)) : String.valueOf(rate),
                    count,
                    count == 1 ? "" : "s")));
    List<String> shown = rates;
    if (rates.size() > MOST) {
      shown = new ArrayList<>(rates.subList(0, MOST - 1));
      shown.add("... " + rates.get(rates.size() - 1));
    }
    String text = "frames a second: " + String.join(", ", shown);
    return uneven.isEmpty()
        ? text
        : text
            + String.format(
                Locale.ROOT,
                "; uneven within %,d, the first of which is %s",
                uneven.size(),
                uneven.get(0));
  }
}
