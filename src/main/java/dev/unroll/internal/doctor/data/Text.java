package dev.unroll.internal.doctor.data;

import java.util.Locale;

/** Numbers in sentences. */
final class Text {

  private Text() {}

  static String of(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }

  /** {@code 62 %}, {@code 3.1 %}. */
  static String percent(double share) {
    double percent = 100 * share;
    return of(percent >= 10 || percent == 0 ? "%.0f %%" : "%.1f %%", percent);
  }

  /** Three digits that count, without an exponent where that is not much longer. */
  static String number(double value) {
    double size = Math.abs(value);
    if (value == Math.rint(value) && size < 1e7) {
      return of("%.0f", value);
    }
    if (size >= 1e7 || size < 1e-3) {
      return of("%.2e", value);
    }
    int digits = (int) Math.max(0, 2 - Math.floor(Math.log10(size)));
    return of("%." + digits + "f", value);
  }
}
