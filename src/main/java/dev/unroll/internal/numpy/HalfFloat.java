package dev.unroll.internal.numpy;

/** Numbers of 16 bits (IEEE 754 binary16). */
public final class HalfFloat {

  private HalfFloat() {}

  /** The same number in 32 bits. */
  public static float widened(short half) {
    int sign = (half & 0x8000) << 16;
    int exponent = half >> 10 & 0x1f;
    int fraction = half & 0x3ff;
    if (exponent == 0) {
      float magnitude = fraction * 0x1p-24f;
      return sign == 0 ? magnitude : -magnitude;
    }
    int wide = exponent == 0x1f ? 0xff : exponent - 15 + 127;
    return Float.intBitsToFloat(sign | wide << 23 | fraction << 13);
  }
}
