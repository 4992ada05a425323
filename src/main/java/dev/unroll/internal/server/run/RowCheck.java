package dev.unroll.internal.server.run;

import dev.unroll.internal.server.request.TensorValue;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;

/** Compares tensors, to see whether a signature computes each row by itself. */
final class RowCheck {

  /** What sums in another order may differ by, of numbers of about 1. */
  private static final double CLOSE = 1e-4;

  private RowCheck() {}

  /** Whether all rows of all values are the same. */
  static boolean alike(Map<String, TensorValue> values, int rows) {
    return values.values().stream().allMatch(value -> alike(value, rows));
  }

  private static boolean alike(TensorValue value, int rows) {
    TensorValue first = value.rows(0, 1);
    for (int row = 1; row < rows; row++) {
      if (!same(first, value.rows(row, row + 1))) {
        return false;
      }
    }
    return true;
  }

  private static boolean same(TensorValue one, TensorValue other) {
    if (!one.numbers().equals(other.numbers())) {
      return false;
    }
    for (int i = 0; i < one.strings().size(); i++) {
      if (!Arrays.equals(one.strings().get(i), other.strings().get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Whether two runs gave the same, but for the order of sums. */
  static boolean close(Map<String, TensorValue> one, Map<String, TensorValue> other) {
    return one.entrySet().stream()
        .allMatch(entry -> close(entry.getValue(), other.get(entry.getKey())));
  }

  private static boolean close(TensorValue one, TensorValue other) {
    if (!Arrays.equals(one.shape(), other.shape())) {
      return false;
    }
    ByteBuffer first = one.numbers();
    ByteBuffer second = other.numbers();
    return switch (one.type()) {
      case FLOAT -> {
        boolean close = true;
        while (close && first.hasRemaining()) {
          close = close(first.getFloat(), second.getFloat());
        }
        yield close;
      }
      case DOUBLE -> {
        boolean close = true;
        while (close && first.hasRemaining()) {
          close = close(first.getDouble(), second.getDouble());
        }
        yield close;
      }
      default -> same(one, other);
    };
  }

  private static boolean close(double one, double other) {
    return Double.compare(one, other) == 0
        || Math.abs(one - other) <= CLOSE * Math.max(1, Math.abs(one));
  }
}
