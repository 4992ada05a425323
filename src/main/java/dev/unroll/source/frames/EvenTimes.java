package dev.unroll.source.frames;

/** Picks the frames that are shown at the times 0, 1/rate, 2/rate, ... of a video. */
final class EvenTimes {

  /** Seconds: some files round times to milliseconds. */
  private static final double ROUNDING = 0.5e-3 + 1e-9;

  private final double rate;
  private final FramePicker picker;
  private Picture shown;
  private int next;

  /**
   * @param rate frames a second
   */
  EvenTimes(double rate, FramePicker picker) {
    this.rate = rate;
    this.picker = picker;
  }

  /**
   * Shows a frame.
   *
   * @param start seconds since the first frame was shown
   */
  void show(Picture frame, double start) {
    if (shown != null) {
      end(start);
    }
    shown = frame;
  }

  /**
   * Ends what is shown.
   *
   * @param end seconds since the first frame was shown
   */
  void end(double end) {
    while (next == 0 || next / rate < end - ROUNDING) {
      next++;
      if (picker.wantsNext()) {
        picker.add(shown);
      }
      if (picker.isFull()) {
        return;
      }
    }
  }
}
