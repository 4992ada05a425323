package dev.unroll.report;

import dev.unroll.data.FrameSize;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Locale;
import javax.imageio.ImageIO;

/** Some frames of a clip side by side, as an image inside a page. */
final class Film {

  private static final int MOST_FRAMES = 8;

  /** Pixels of a frame at the most; larger ones lose rows and columns. */
  private static final int MOST_SIDE = 64;

  /** Between frames. */
  private static final int GREY = 0x808080;

  private Film() {}

  /**
   * A strip of frames, evenly over the clip, from its darkest to its brightest value.
   *
   * @param values [steps, height, width, channels], flat
   */
  static String html(float[] values, FrameSize frame, int channels, String words) {
    int pixels = frame.pixels() * channels;
    int steps = values.length / pixels;
    int count = Math.min(MOST_FRAMES, steps);
    int hop = Math.max(1, (Math.max(frame.height(), frame.width()) - 1) / MOST_SIDE + 1);
    int height = (frame.height() - 1) / hop + 1;
    int width = (frame.width() - 1) / hop + 1;
    float least = Float.POSITIVE_INFINITY;
    float most = Float.NEGATIVE_INFINITY;
    for (float value : values) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    float scale = most > least ? 255 / (most - least) : 0;
    BufferedImage image =
        new BufferedImage(count * (width + 1) - 1, height, BufferedImage.TYPE_INT_RGB);
    for (int gap = 1; gap < count; gap++) {
      for (int y = 0; y < height; y++) {
        image.setRGB(gap * (width + 1) - 1, y, GREY);
      }
    }
    for (int f = 0; f < count; f++) {
      int step = count == 1 ? 0 : (int) ((long) f * (steps - 1) / (count - 1));
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          int at = step * pixels + (y * hop * frame.width() + x * hop) * channels;
          int red = Math.round((values[at] - least) * scale);
          int green = channels >= 3 ? Math.round((values[at + 1] - least) * scale) : red;
          int blue = channels >= 3 ? Math.round((values[at + 2] - least) * scale) : red;
          image.setRGB(f * (width + 1) + x, y, red << 16 | green << 8 | blue);
        }
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return String.format(
        Locale.ROOT,
        "<img class=\"film\" alt=\"%s\" src=\"data:image/png;base64,%s\">",
        ScoreTables.escape(words),
        Base64.getEncoder().encodeToString(bytes.toByteArray()));
  }
}
