package dev.unroll.source.frames;

import java.util.Optional;

/** When the frames of a video were shown, in seconds since the first. */
final class FrameTimes {

  private int frames;
  private double last;
  private double shortest = Double.POSITIVE_INFINITY;
  private double longest;

  /** Adds a frame, shown from then on. */
  void add(double start) {
    if (frames > 0) {
      shortest = Math.min(shortest, start - last);
      longest = Math.max(longest, start - last);
    }
    last = start;
    frames++;
  }

  /** When the last frame was shown. */
  double last() {
    return last;
  }

  /** Seconds from frame to frame, on average; none of fewer than two. */
  Optional<Double> interval() {
    return frames < 2 || last <= 0 ? Optional.empty() : Optional.of(last / (frames - 1));
  }

  /** Whether some frame is shown half as long again as another, or longer. */
  boolean areUneven() {
    return frames > 2 && longest > 1.5 * shortest;
  }
}
