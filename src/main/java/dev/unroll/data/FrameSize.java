package dev.unroll.data;

import static dev.unroll.check.Check.positive;

/**
 * The size of an image whose pixels are a step's features, row by row.
 *
 * @param height in pixels
 * @param width in pixels
 */
public record FrameSize(int height, int width) {

  public FrameSize {
    positive("frame: height", height);
    positive("frame: width", width);
  }

  public int pixels() {
    return height * width;
  }
}
