package dev.unroll.internal.numpy;

/** Numbers as classes are called by them. */
public final class Wholes {

  /** Beyond it, floats of 64 bits skip whole numbers. */
  private static final double MOST = 1L << 53;

  private Wholes() {}

  /** {@code 3} for 3.0, else as Java writes it. */
  public static String text(double number) {
    return isWhole(number) ? Long.toString((long) number) : Double.toString(number);
  }

  /** Whether a number is a whole one that is exact. */
  public static boolean isWhole(double number) {
    return number == Math.rint(number) && Math.abs(number) <= MOST;
  }
}
