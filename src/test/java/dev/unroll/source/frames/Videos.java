package dev.unroll.source.frames;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_PNG;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_rescale_ts;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_from_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_WRITE;
import static org.bytedeco.ffmpeg.global.avformat.av_interleaved_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_closep;
import static org.bytedeco.ffmpeg.global.avformat.avio_open;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EAGAIN;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVOutputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;

/** Small videos whose frames are stored without loss. */
final class Videos {

  private static final int ONE = 1 << 16;

  private Videos() {}

  /**
   * Writes a video.
   *
   * @param file whose ending tells the container: MOV, MKV or AVI
   * @param format of FFmpeg's pixels
   * @param frames the bytes of each, rows without padding
   * @param starts when each is shown, in units
   * @param perSecond units in a second
   */
  static void write(
      Path file, int format, int height, int width, byte[][] frames, long[] starts, int perSecond) {
    write(file, AV_CODEC_ID_PNG, format, height, width, frames, starts, perSecond);
  }

  /** Writes an image, or a video, by one of FFmpeg's encoders. */
  static void write(
      Path file,
      int encoding,
      int format,
      int height,
      int width,
      byte[][] frames,
      long[] starts,
      int perSecond) {
    av_log_set_level(AV_LOG_QUIET);
    AVFormatContext out = new AVFormatContext(null);
    check(
        avformat_alloc_output_context2(out, (AVOutputFormat) null, (String) null, file.toString()));
    AVCodec encoder = avcodec_find_encoder(encoding);
    AVCodecContext codec = avcodec_alloc_context3(encoder);
    AVRational unit = new AVRational().num(1).den(perSecond);
    codec.width(width).height(height).pix_fmt(format).time_base(unit);
    AVDictionary options = new AVDictionary(null);
    av_dict_set(options, "lossless", "1", 0);
    check(avcodec_open2(codec, encoder, options));
    av_dict_free(options);
    AVStream stream = avformat_new_stream(out, encoder);
    stream.time_base(unit);
    check(avcodec_parameters_from_context(stream.codecpar(), codec));
    AVIOContext io = new AVIOContext(null);
    check(avio_open(io, file.toString(), AVIO_FLAG_WRITE));
    out.pb(io);
    check(avformat_write_header(out, (AVDictionary) null));
    AVFrame frame = av_frame_alloc();
    frame.format(format).width(width).height(height);
    check(av_frame_get_buffer(frame, 0));
    AVPacket packet = av_packet_alloc();
    for (int i = 0; i < frames.length; i++) {
      int rowBytes = frames[i].length / height;
      for (int row = 0; row < height; row++) {
        frame
            .data(0)
            .position((long) row * frame.linesize(0))
            .put(frames[i], row * rowBytes, rowBytes);
      }
      frame.pts(starts[i]);
      check(avcodec_send_frame(codec, frame));
      int result = avcodec_receive_packet(codec, packet);
      if (result == AVERROR_EAGAIN()) {
        check(avcodec_send_frame(codec, null)); // an encoder of animations waits for their end
        result = avcodec_receive_packet(codec, packet);
      }
      check(result);
      packet.duration(i + 1 < starts.length ? starts[i + 1] - starts[i] : lasting(starts));
      av_packet_rescale_ts(packet, unit, stream.time_base());
      packet.stream_index(0);
      check(av_interleaved_write_frame(out, packet));
    }
    check(av_write_trailer(out));
    avio_closep(io);
    av_packet_free(packet);
    av_frame_free(frame);
    avcodec_free_context(codec);
    avformat_free_context(out);
  }

  private static long lasting(long[] starts) {
    return starts.length < 2 ? 1 : starts[starts.length - 1] - starts[starts.length - 2];
  }

  /** Says in a MOV file how it is to be shown: (x, y) at (ax + cy, bx + dy). */
  static void setMatrix(Path mov, double a, double b, double c, double d) throws IOException {
    byte[] content = Files.readAllBytes(mov);
    int header = new String(content, StandardCharsets.ISO_8859_1).indexOf("tkhd");
    ByteBuffer matrix = ByteBuffer.wrap(content, header + 44, 36);
    matrix.putInt((int) (a * ONE)).putInt((int) (b * ONE)).putInt(0);
    matrix.putInt((int) (c * ONE)).putInt((int) (d * ONE)).putInt(0);
    Files.write(mov, content);
  }

  private static void check(int result) {
    assertTrue(result >= 0, () -> "FFmpeg returned " + result);
  }
}
