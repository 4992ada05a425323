package dev.unroll.source.frames;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;
import static org.bytedeco.ffmpeg.global.avutil.AV_FRAME_DATA_DISPLAYMATRIX;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_side_data;

import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVFrameSideData;
import org.bytedeco.javacpp.IntPointer;

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
  public void take(AVFrame frame, double start, FrameScaler scaler) {
    boolean timed = settings.framesPerSecond() > 0;
    that(
        !timed || !Double.isNaN(start),
        "%s: the video does not say when its frames are shown; leave out frames: framesPerSecond",
        name);
    times.add(start);
    if (timed) {
      even.show(picture(frame, scaler), start);
    } else if (picker.wantsNext()) {
      picker.add(picture(frame, scaler));
    }
  }

  private Picture picture(AVFrame frame, FrameScaler scaler) {
    Orientation orientation = orientation(frame, name);
    int height = orientation.isTurned() ? settings.width() : settings.height();
    int width = orientation.isTurned() ? settings.height() : settings.width();
    return orientation.show(scaler.scale(frame, height, width));
  }

  /** How the frame is to be turned, by the matrix that goes with it. */
  private static Orientation orientation(AVFrame frame, String name) {
    AVFrameSideData data = av_frame_get_side_data(frame, AV_FRAME_DATA_DISPLAYMATRIX);
    if (data == null || data.isNull()) {
      return Orientation.UPRIGHT;
    }
    IntPointer matrix = new IntPointer(data.data());
    try {
      return Orientation.ofMatrix(matrix.get(0), matrix.get(1), matrix.get(3), matrix.get(4));
    } catch (IllegalArgumentException e) {
      throw failure(
          "%s: the video is shown at an angle, and only quarters of a turn are read; save it turned",
          name);
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
