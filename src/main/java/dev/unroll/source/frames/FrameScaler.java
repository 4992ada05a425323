package dev.unroll.source.frames;

import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_RGB24;
import static org.bytedeco.ffmpeg.global.swscale.SWS_AREA;
import static org.bytedeco.ffmpeg.global.swscale.SWS_CS_DEFAULT;
import static org.bytedeco.ffmpeg.global.swscale.sws_freeContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_getCachedContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_getCoefficients;
import static org.bytedeco.ffmpeg.global.swscale.sws_scale;
import static org.bytedeco.ffmpeg.global.swscale.sws_setColorspaceDetails;

import dev.unroll.check.InputException;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.ffmpeg.swscale.SwsFilter;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * Brings decoded frames to one size in red, green and blue, as {@code scale=W:H:flags=area} does.
 */
final class FrameScaler implements AutoCloseable {

  /** FFmpeg writes rows in blocks of this many bytes. */
  private static final int ALIGNMENT = 64;

  private static final int ONE = 1 << 16;

  private final int height;
  private final int width;
  private final int rowBytes;
  private final BytePointer target;
  private final PointerPointer<BytePointer> targets;
  private final IntPointer rowSizes;
  private SwsContext context;

  FrameScaler(int height, int width) {
    this.height = height;
    this.width = width;
    this.rowBytes = (3 * width + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    this.target = new BytePointer((long) rowBytes * height + ALIGNMENT);
    this.targets = new PointerPointer<BytePointer>(4).put(0, target);
    this.rowSizes = new IntPointer(rowBytes, 0, 0, 0);
  }

  /** The pixels of a frame, [height, width, 3], flat. */
  byte[] scale(AVFrame frame, String name) {
    SwsContext next =
        sws_getCachedContext(
            context,
            frame.width(),
            frame.height(),
            frame.format(),
            width,
            height,
            AV_PIX_FMT_RGB24,
            SWS_AREA,
            null,
            (SwsFilter) null,
            (DoublePointer) null);
    if (next == null) {
      throw new InputException(name + ": FFmpeg cannot convert the colours of this video");
    }
    context = next;
    sws_setColorspaceDetails(
        context,
        sws_getCoefficients(frame.colorspace()),
        frame.color_range() == AVCOL_RANGE_JPEG ? 1 : 0,
        sws_getCoefficients(SWS_CS_DEFAULT),
        1,
        0,
        ONE,
        ONE);
    sws_scale(
        context,
        new PointerPointer<>(frame),
        frame.linesize(),
        0,
        frame.height(),
        targets,
        rowSizes);
    byte[] pixels = new byte[3 * width * height];
    for (int row = 0; row < height; row++) {
      target.position((long) row * rowBytes).get(pixels, row * 3 * width, 3 * width);
    }
    target.position(0);
    return pixels;
  }

  @Override
  public void close() {
    sws_freeContext(context);
    rowSizes.close();
    targets.close();
    target.close();
  }
}
