package dev.unroll.source.frames;

import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_UNSPECIFIED;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_FLAG_ALPHA;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_FLAG_FLOAT;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_RGB24;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_RGB48LE;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_RGBA;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_RGBA64LE;
import static org.bytedeco.ffmpeg.global.avutil.av_pix_fmt_desc_get;
import static org.bytedeco.ffmpeg.global.swscale.SWS_AREA;
import static org.bytedeco.ffmpeg.global.swscale.SWS_CS_DEFAULT;
import static org.bytedeco.ffmpeg.global.swscale.sws_freeContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_getCachedContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_getCoefficients;
import static org.bytedeco.ffmpeg.global.swscale.sws_scale;
import static org.bytedeco.ffmpeg.global.swscale.sws_setColorspaceDetails;

import dev.unroll.check.InputException;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVPixFmtDescriptor;
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

  private final String name;
  private final Ground ground;
  private SwsContext context;

  /**
   * @param name how messages name the video
   * @param ground behind what is transparent
   */
  FrameScaler(String name, Ground ground) {
    this.name = name;
    this.ground = ground;
  }

  /** A frame at a size, which it has before it is turned to be shown. */
  Picture scale(AVFrame frame, int height, int width) {
    AVPixFmtDescriptor format = av_pix_fmt_desc_get(frame.format());
    if ((format.flags() & AV_PIX_FMT_FLAG_ALPHA) != 0) {
      // A mean of pixels is that of what is seen of them.
      return whole(frame).resize(height, width);
    }
    return convert(frame, height, width, false, format.comp(0).depth() > 8);
  }

  /** A frame at the size that it has. */
  Picture whole(AVFrame frame) {
    AVPixFmtDescriptor format = av_pix_fmt_desc_get(frame.format());
    boolean transparent = (format.flags() & AV_PIX_FMT_FLAG_ALPHA) != 0;
    return convert(frame, frame.height(), frame.width(), transparent, format.comp(0).depth() > 8);
  }

  private Picture convert(AVFrame frame, int height, int width, boolean transparent, boolean deep) {
    int channels = transparent ? 4 : 3;
    int bytes = deep ? 2 : 1;
    int format =
        deep
            ? transparent ? AV_PIX_FMT_RGBA64LE : AV_PIX_FMT_RGB48LE
            : transparent ? AV_PIX_FMT_RGBA : AV_PIX_FMT_RGB24;
    prepare(frame, height, width, format);
    int rowBytes = (channels * bytes * width + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    byte[] packed = new byte[rowBytes * height];
    try (BytePointer target = new BytePointer((long) rowBytes * height + ALIGNMENT);
        PointerPointer<BytePointer> targets = new PointerPointer<BytePointer>(4).put(0, target);
        PointerPointer<?> source = new PointerPointer<>(frame);
        IntPointer rowSizes = new IntPointer(rowBytes, 0, 0, 0)) {
      sws_scale(context, source, frame.linesize(), 0, frame.height(), targets, rowSizes);
      target.get(packed);
    }
    int white = deep ? 65535 : 255;
    char[] values = new char[3 * width * height];
    for (int pixel = 0; pixel < width * height; pixel++) {
      int at = pixel / width * rowBytes + pixel % width * channels * bytes;
      int opacity = transparent ? value(packed, at + 3 * bytes, deep) : white;
      for (int channel = 0; channel < 3; channel++) {
        int value = value(packed, at + channel * bytes, deep);
        values[3 * pixel + channel] =
            transparent ? ground.behind(value, opacity, white) : (char) value;
      }
    }
    return new Picture(height, width, values, white);
  }

  private static int value(byte[] packed, int at, boolean deep) {
    return (packed[at] & 0xff) | (deep ? (packed[at + 1] & 0xff) << 8 : 0);
  }

  private void prepare(AVFrame frame, int height, int width, int format) {
    if ((av_pix_fmt_desc_get(frame.format()).flags() & AV_PIX_FMT_FLAG_FLOAT) != 0) {
      throw new InputException(
          name + ": its pixels have fractions; save it with whole numbers of 8 or 16 bits");
    }
    SwsContext next =
        sws_getCachedContext(
            context,
            frame.width(),
            frame.height(),
            frame.format(),
            width,
            height,
            format,
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
        isFullRange(frame) ? 1 : 0,
        sws_getCoefficients(SWS_CS_DEFAULT),
        1,
        0,
        ONE,
        ONE);
  }

  private static boolean isFullRange(AVFrame frame) {
    boolean grey = av_pix_fmt_desc_get(frame.format()).nb_components() < 3;
    return frame.color_range() == AVCOL_RANGE_JPEG
        || (grey && frame.color_range() == AVCOL_RANGE_UNSPECIFIED);
  }

  @Override
  public void close() {
    sws_freeContext(context);
  }
}
