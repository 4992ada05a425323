package dev.unroll.source.frames;

/**
 * How stored rows and columns become the picture that is shown, in the order of EXIF's numbers 1 to
 * 8.
 */
enum Orientation {
  UPRIGHT(false, false, false),
  MIRRORED(false, false, true),
  UPSIDE_DOWN(false, true, true),
  FLIPPED(false, true, false),
  TRANSPOSED(true, false, false),
  /** Stored so that it is shown after a quarter turn clockwise. */
  CLOCKWISE(true, true, false),
  TRANSVERSE(true, true, true),
  COUNTERCLOCKWISE(true, false, true);

  private final boolean turned;
  private final boolean rowsReversed;
  private final boolean columnsReversed;

  /**
   * @param turned whether stored columns are shown as rows
   * @param rowsReversed whether the last stored row is shown first
   * @param columnsReversed whether the last stored column is shown first
   */
  Orientation(boolean turned, boolean rowsReversed, boolean columnsReversed) {
    this.turned = turned;
    this.rowsReversed = rowsReversed;
    this.columnsReversed = columnsReversed;
  }

  /** Of EXIF's number; upright for what is none, as viewers take it. */
  static Orientation ofExif(int number) {
    return number >= 1 && number <= values().length ? values()[number - 1] : UPRIGHT;
  }

  /**
   * Of the matrix [[a, b], [c, d]] by which a stored point (x, y) is shown at (ax + cy, bx + dy).
   *
   * @throws IllegalArgumentException where that is no turn by quarters, mirrored or not
   */
  static Orientation ofMatrix(double a, double b, double c, double d) {
    double straight = Math.min(Math.abs(a), Math.abs(d));
    double across = Math.min(Math.abs(b), Math.abs(c));
    // Matrices of files are rounded.
    double none = Math.max(straight, across) / 100;
    if (straight > none && Math.abs(b) <= none && Math.abs(c) <= none) {
      return of(false, d < 0, a < 0);
    }
    if (across > none && Math.abs(a) <= none && Math.abs(d) <= none) {
      return of(true, c < 0, b < 0);
    }
    throw new IllegalArgumentException("no turn by quarters");
  }

  private static Orientation of(boolean turned, boolean rowsReversed, boolean columnsReversed) {
    for (Orientation each : values()) {
      if (each.turned == turned
          && each.rowsReversed == rowsReversed
          && each.columnsReversed == columnsReversed) {
        return each;
      }
    }
    throw new AssertionError();
  }

  /** Whether the picture that is shown is as wide as the stored one is high. */
  boolean isTurned() {
    return turned;
  }

  /** The picture that is shown. */
  Picture show(Picture stored) {
    if (this == UPRIGHT) {
      return stored;
    }
    int height = turned ? stored.width() : stored.height();
    int width = turned ? stored.height() : stored.width();
    char[] values = new char[stored.values().length];
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        int y = turned ? column : row;
        int x = turned ? row : column;
        int from =
            (rowsReversed ? stored.height() - 1 - y : y) * stored.width()
                + (columnsReversed ? stored.width() - 1 - x : x);
        System.arraycopy(stored.values(), 3 * from, values, 3 * (row * width + column), 3);
      }
    }
    return new Picture(height, width, values, stored.white());
  }
}
