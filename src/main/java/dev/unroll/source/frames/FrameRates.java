package dev.unroll.source.frames;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts videos by their frames a second. */
final class FrameRates {

  /** Shares that rates of cameras of one kind may differ by: 29.97 and 30. */
  private static final double ALIKE = 0.01;

  /** Rates that a line shows. */
  private static final int MOST = 6;

  private static final Logger LOG = LoggerFactory.getLogger(FrameRates.class);

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

  /**
   * What there is to note of the rates, also as a warning where steps differ in duration; none
   * without videos.
   *
   * @param place how messages name the folder or zip
   * @param evenTimes whether frames are taken at even times
   */
  List<String> notes(String place, boolean evenTimes) {
    if (videos.isEmpty()) {
      return List.of();
    }
    if (evenTimes || !differ()) {
      return List.of(text());
    }
    String note = text() + "; steps differ in duration; set frames: framesPerSecond";
    LOG.warn("{}: {}", place, note);
    return List.of(note);
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
