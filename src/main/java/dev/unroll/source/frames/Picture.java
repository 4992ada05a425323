package dev.unroll.source.frames;

/** The pixels of one frame. */
final class Picture {

  private final int height;
  private final int width;
  private final char[] values;
  private final int white;

  /**
   * @param values red, green and blue of each pixel, [height, width, 3], flat, from 0 to {@code
   *     white}; kept, not copied
   * @param white 255, or 65535 where the file has more than 8 bits
   */
  Picture(int height, int width, char[] values, int white) {
    this.height = height;
    this.width = width;
    this.values = values;
    this.white = white;
  }

  int height() {
    return height;
  }

  int width() {
    return width;
  }

  /** Red, green and blue of each pixel, [height, width, 3], flat; not to be changed. */
  char[] values() {
    return values;
  }

  /** What values go up to. */
  int white() {
    return white;
  }

  /**
   * This picture with other numbers of pixels: the mean over the area that each new one covers,
   * columns first, then rows.
   */
  Picture resize(int toHeight, int toWidth) {
    if (height == toHeight && width == toWidth) {
      return this;
    }
    float[] narrow = new float[height * toWidth * 3];
    for (int column = 0; column < toWidth; column++) {
      Cover cover = new Cover(column, width, toWidth);
      for (int from = cover.first; from < cover.end; from++) {
        float weight = cover.weight(from);
        for (int row = 0; row < height; row++) {
          for (int channel = 0; channel < 3; channel++) {
            narrow[(row * toWidth + column) * 3 + channel] +=
                weight * values[(row * width + from) * 3 + channel];
          }
        }
      }
    }
    float[] small = new float[toHeight * toWidth * 3];
    for (int row = 0; row < toHeight; row++) {
      Cover cover = new Cover(row, height, toHeight);
      for (int from = cover.first; from < cover.end; from++) {
        float weight = cover.weight(from);
        for (int i = 0; i < 3 * toWidth; i++) {
          small[row * 3 * toWidth + i] += weight * narrow[from * 3 * toWidth + i];
        }
      }
    }
    char[] rounded = new char[small.length];
    for (int i = 0; i < small.length; i++) {
      rounded[i] = (char) Math.min(white, Math.round(small[i]));
    }
    return new Picture(toHeight, toWidth, rounded, white);
  }

  /** Which old pixels a new one covers in one direction, and by what share of itself. */
  private static final class Cover {
    private final double left;
    private final double right;
    private final int first;
    private final int end;

    Cover(int pixel, int from, int to) {
      left = (double) pixel * from / to;
      right = (double) (pixel + 1) * from / to;
      first = (int) left;
      end = Math.min(from, (int) Math.ceil(right));
    }

    float weight(int old) {
      return (float) ((Math.min(right, old + 1) - Math.max(left, old)) / (right - left));
    }
  }
}
