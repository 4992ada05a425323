package dev.unroll.internal.numpy;

import static dev.unroll.check.Check.that;

import java.util.List;

/**
 * Values that are objects.
 *
 * @param values each a Double, Long or Boolean, or each a String
 * @param areTexts whether they are Strings
 */
record CellList(List<Integer> shape, List<Object> values, boolean areTexts) implements Cells {

  /**
   * Sees what they are.
   *
   * @param who how messages name them
   */
  static CellList of(String who, List<Integer> shape, List<Object> values) {
    long texts = values.stream().filter(String.class::isInstance).count();
    that(
        texts == 0 || texts == values.size(),
        "%s: holds numbers and texts; expected one of both",
        who);
    return new CellList(shape, values, texts > 0);
  }

  @Override
  public boolean areNumbers() {
    return !areTexts;
  }

  @Override
  public double number(int index) {
    Object value = values.get(index);
    return value instanceof Boolean truth ? (truth ? 1 : 0) : ((Number) value).doubleValue();
  }

  @Override
  public String text(int index) {
    Object value = values.get(index);
    if (value instanceof Boolean truth) {
      return truth ? "True" : "False";
    }
    return value instanceof Double number ? Wholes.text(number) : value.toString();
  }
}
