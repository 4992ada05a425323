package dev.unroll.source.frames;

/** What is behind the transparent parts of frames. */
public enum Ground {
  BLACK,
  WHITE;

  /**
   * A value as it is seen on this ground.
   *
   * @param value from 0 to {@code white}
   * @param opacity from 0, where only the ground is seen, to {@code white}
   */
  char behind(int value, int opacity, int white) {
    long ground = this == WHITE ? white : 0;
    return (char) (((long) value * opacity + ground * (white - opacity) + white / 2) / white);
  }
}
