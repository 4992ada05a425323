package dev.unroll.source.frames;

import static dev.unroll.check.Check.failure;
import static org.bytedeco.ffmpeg.global.avutil.AV_FRAME_DATA_DISPLAYMATRIX;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_side_data;

import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVFrameSideData;
import org.bytedeco.javacpp.IntPointer;

/** A frame as FFmpeg decoded it, until the next one is. */
final class DecodedFrame {

  private final AVFrame frame;
  private final FrameScaler scaler;
  private final String name;

  /**
   * @param name how messages name the file
   */
  DecodedFrame(AVFrame frame, FrameScaler scaler, String name) {
    this.frame = frame;
    this.scaler = scaler;
    this.name = name;
  }

  /** The picture at the size that it is stored at, before it is turned to be shown. */
  Picture stored() {
    return scaler.whole(frame);
  }

  /** The picture as players show it, at a size. */
  Picture shown(int height, int width) {
    Orientation orientation = orientation();
    return orientation.show(
        orientation.isTurned()
            ? scaler.scale(frame, width, height)
            : scaler.scale(frame, height, width));
  }

  /** How the frame is to be turned, by the matrix that goes with it. */
  private Orientation orientation() {
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
}
