package dev.unroll.augment;

import static dev.unroll.check.Check.notNegative;
import static dev.unroll.check.Check.positive;
import static dev.unroll.check.Check.that;

import dev.unroll.settings.Default;
import java.util.Random;

/**
 * Moves all frames of a clip by the same way, zeros coming in at the edges, and mirrors them left
 * to right and top to bottom.
 *
 * @param height of a frame in pixels
 * @param width of a frame in pixels
 * @param pixels most, in each direction
 * @param mirror whether to mirror each way half of the time
 */
public record MoveFrames(int height, int width, int pixels, @Default("false") boolean mirror)
    implements Augmentation {

  public MoveFrames {
    positive("move-frames: height", height);
    positive("move-frames: width", width);
    notNegative("move-frames: pixels", pixels);
  }

  @Override
  public void apply(float[] values, int features, Random random) {
    that(
        features % (height * width) == 0,
        "move-frames: a step has %d features, which are no frame of %d x %d pixels",
        features,
        height,
        width);
    int down = random.nextInt(2 * pixels + 1) - pixels;
    int right = random.nextInt(2 * pixels + 1) - pixels;
    boolean flipRows = mirror && random.nextBoolean();
    boolean flipColumns = mirror && random.nextBoolean();
    int channels = features / (height * width);
    float[] frame = new float[features];
    for (int start = 0; start < values.length; start += features) {
      System.arraycopy(values, start, frame, 0, features);
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          int fromY = (flipRows ? height - 1 - y : y) - down;
          int fromX = (flipColumns ? width - 1 - x : x) - right;
          boolean inside = fromY >= 0 && fromY < height && fromX >= 0 && fromX < width;
          for (int c = 0; c < channels; c++) {
            values[start + (y * width + x) * channels + c] =
                inside ? frame[(fromY * width + fromX) * channels + c] : 0;
          }
        }
      }
    }
  }
}
