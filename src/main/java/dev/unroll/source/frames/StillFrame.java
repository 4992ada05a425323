package dev.unroll.source.frames;

import static dev.unroll.check.Check.that;

import java.nio.file.Path;

/** Reads an image that FFmpeg decodes. */
final class StillFrame implements FrameSink {

  private Picture picture;

  private StillFrame() {}

  /**
   * The picture as it is stored, with all its bits.
   *
   * @param name how messages name the file
   * @param ground behind what is transparent
   * @throws dev.unroll.check.InputException where it is damaged or of an unknown kind
   */
  static Picture read(Path file, String name, Ground ground) {
    StillFrame still = new StillFrame();
    VideoFile.read(file, name, ground, still);
    that(still.picture != null, "%s: the image is empty or damaged; copy it anew", name);
    return still.picture;
  }

  @Override
  public void take(DecodedFrame frame, double start) {
    picture = frame.stored();
  }

  @Override
  public boolean isFull() {
    return picture != null;
  }

  @Override
  public void end(double lasting) {}
}
