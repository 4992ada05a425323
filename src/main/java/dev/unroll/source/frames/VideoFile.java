package dev.unroll.source.frames;

import static org.bytedeco.ffmpeg.avutil.AVFrame.AV_FRAME_FLAG_CORRUPT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_CORRUPT;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avformat.av_find_best_stream;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EAGAIN;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import dev.unroll.check.InputException;
import dev.unroll.check.Part;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;

/** Decodes a video by FFmpeg, frame by frame. */
final class VideoFile implements AutoCloseable {

  private final String name;
  private final FrameSink frames;
  private final FrameScaler scaler;
  private final AVPacket packet = av_packet_alloc();
  private final AVFrame frame = av_frame_alloc();
  private final AVFormatContext format = new AVFormatContext(null);
  private AVCodecContext codec;
  private int stream;
  private int decoded;
  private long first;
  private double lasting;
  private Optional<String> note = Optional.empty();

  private VideoFile(String name, Ground ground, FrameSink frames) {
    this.name = name;
    this.frames = frames;
    this.scaler = new FrameScaler(name, ground);
  }

  /**
   * Gives the frames to {@code frames}.
   *
   * @param name how messages name the file
   * @return what there is to note of it, where that is anything
   * @throws InputException where it is damaged or of an unknown kind
   */
  static Optional<String> read(Path file, String name, Ground ground, FrameSink frames) {
    try {
      // What FFmpeg has to say is in the exceptions.
      av_log_set_level(AV_LOG_QUIET);
    } catch (LinkageError e) {
      throw new InputException(
          name
              + ": FFmpeg's library for this platform is missing; add "
              + Part.FFMPEG.coordinates()
              + " or give folders of images",
          e);
    }
    try (VideoFile video = new VideoFile(name, ground, frames)) {
      video.open(file);
      video.decode();
      return video.note;
    }
  }

  private void open(Path file) {
    check(
        avformat_open_input(
            format, "file:" + file.toAbsolutePath(), (AVInputFormat) null, (AVDictionary) null),
        "not a video that FFmpeg knows, or damaged");
    check(avformat_find_stream_info(format, (PointerPointer<?>) null), "the video is damaged");
    stream =
        check(
            av_find_best_stream(format, AVMEDIA_TYPE_VIDEO, -1, -1, (PointerPointer<?>) null, 0),
            "the file has no video");
    AVCodecParameters parameters = format.streams(stream).codecpar();
    AVCodec decoder = avcodec_find_decoder(parameters.codec_id());
    if (decoder == null) {
      throw new InputException(name + ": FFmpeg has no decoder for this video; save it as MPEG-4");
    }
    codec = avcodec_alloc_context3(decoder);
    check(avcodec_parameters_to_context(codec, parameters), "the video is damaged");
    check(avcodec_open2(codec, decoder, (AVDictionary) null), "the video cannot be decoded");
  }

  private void decode() {
    int result = av_read_frame(format, packet);
    while (result >= 0 && !frames.isFull()) {
      if (packet.stream_index() == stream) {
        if ((packet.flags() & AV_PKT_FLAG_CORRUPT) != 0) {
          throw new InputException(name + ": the video is damaged or cut short; copy it anew");
        }
        check(avcodec_send_packet(codec, packet), "the video is damaged");
        receive();
      }
      av_packet_unref(packet);
      result = av_read_frame(format, packet);
    }
    if (!frames.isFull()) {
      if (result != AVERROR_EOF()) {
        check(result, "the video is damaged");
      }
      check(avcodec_send_packet(codec, null), "the video is damaged");
      receive();
      // No proof of damage, since frames may be left out by design; one is empty in many AVI files.
      long claimed = format.streams(stream).nb_frames();
      if (decoded < claimed - 1) {
        note =
            Optional.of(
                String.format(
                    Locale.ROOT, "%s: %,d of %,d frames could be decoded", name, decoded, claimed));
      }
      frames.end(lasting);
    }
  }

  private void receive() {
    int result = avcodec_receive_frame(codec, frame);
    while (result >= 0 && !frames.isFull()) {
      if ((frame.flags() & AV_FRAME_FLAG_CORRUPT) != 0) {
        throw new InputException(name + ": the video has a damaged frame; copy it anew");
      }
      take();
      result = avcodec_receive_frame(codec, frame);
    }
    if (result < 0 && result != AVERROR_EAGAIN() && result != AVERROR_EOF()) {
      check(result, "the video is damaged");
    }
  }

  private void take() {
    AVRational unit = format.streams(stream).time_base();
    double seconds = (double) unit.num() / unit.den();
    long time = frame.best_effort_timestamp();
    if (decoded == 0) {
      first = time;
    }
    decoded++;
    lasting = frame.duration() * seconds;
    boolean timed = time != AV_NOPTS_VALUE && first != AV_NOPTS_VALUE;
    frames.take(
        new DecodedFrame(frame, scaler, name), timed ? (time - first) * seconds : Double.NaN);
  }

  /** Returns what FFmpeg returned, or throws where it is an error. */
  private int check(int result, String problem) {
    if (result >= 0) {
      return result;
    }
    try (BytePointer text = new BytePointer(256)) {
      av_strerror(result, text, text.capacity());
      throw new InputException(
          name + ": " + problem + " (" + text.limit(BytePointer.strlen(text)).getString() + ")");
    }
  }

  @Override
  public void close() {
    scaler.close();
    av_frame_free(frame);
    av_packet_free(packet);
    if (codec != null) {
      avcodec_free_context(codec);
    }
    if (!format.isNull()) {
      avformat_close_input(format);
    }
  }
}
