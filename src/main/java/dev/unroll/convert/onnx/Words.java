package dev.unroll.convert.onnx;

import java.util.Locale;

/** Constants as recipes have them. */
final class Words {

  private Words() {}

  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
