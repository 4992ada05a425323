package dev.unroll.source.frames;

import static dev.unroll.check.Check.that;

/** Brings the frames of a video that the settings ask for to their size, as players show them. */
final class VideoFrames implements FrameSink {

  private final Frames settings;
  private final String name;
  private final FramePicker picker;
  private final EvenTimes even;
  private final FrameTimes times = new FrameTimes();

  /**
   * @param name how messages name the file
   */
  VideoFrames(Frames settings, String name, FramePicker picker) {
    this.settings = settings;
    this.name = name;
    this.picker = picker;
    this.even = new EvenTimes(settings.framesPerSecond(), picker);
  }

  @Override
  public void take(DecodedFrame frame, double start) {
    boolean timed = settings.framesPerSecond() > 0;
    that(
        !timed || !Double.isNaN(start),
        "%s: the video does not say when its frames are shown; leave out frames: framesPerSecond",
        name);
    times.add(start);
    if (timed) {
      even.show(frame.shown(settings.height(), settings.width()), start);
    } else if (picker.wantsNext()) {
      picker.add(frame.shown(settings.height(), settings.width()));
    }
  }

  @Override
  public boolean isFull() {
    return picker.isFull();
  }

  @Override
  public void end(double lasting) {
    if (settings.framesPerSecond() > 0) {
      even.end(times.last() + (lasting > 0 ? lasting : times.interval().orElse(0.0)));
    }
  }

  /** When the frames were shown. */
  FrameTimes times() {
    return times;
  }
}
