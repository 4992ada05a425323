package dev.unroll.internal.numpy;

import java.util.List;

/**
 * Some values of others.
 *
 * @param first of them
 * @param strides places from one entry of each axis to the next
 */
record CellView(Cells of, int first, List<Integer> shape, List<Integer> strides) implements Cells {

  @Override
  public boolean areNumbers() {
    return of.areNumbers();
  }

  @Override
  public boolean areTexts() {
    return of.areTexts();
  }

  @Override
  public double number(int index) {
    return of.number(place(index));
  }

  @Override
  public String text(int index) {
    return of.text(place(index));
  }

  private int place(int index) {
    int place = first;
    int rest = index;
    for (int axis = shape.size() - 1; axis >= 0; axis--) {
      place += rest % shape.get(axis) * strides.get(axis);
      rest /= shape.get(axis);
    }
    return place;
  }
}
