package dev.unroll.convert.arrays;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a pickle holds, as far as it matters. Values may hold each other in circles: nothing goes
 * through them without a bound.
 */
sealed interface PickleValue {

  /** A text. */
  record Text(String text) implements PickleValue {}

  /** A whole number of 64 bits. */
  record Whole(long number) implements PickleValue {}

  /** The name of a class or function of the closed list. */
  record Name(String text) implements PickleValue {}

  /** Whatever else: it is never looked into. */
  record Other() implements PickleValue {}

  /** A list, tuple or set; may grow. */
  final class Items implements PickleValue {
    private final List<PickleValue> items = new ArrayList<>();

    Items() {}

    Items(List<PickleValue> items) {
      this.items.addAll(items);
    }

    List<PickleValue> items() {
      return items;
    }
  }

  /** A dictionary, of which those entries are kept whose keys are texts. */
  final class Entries implements PickleValue {
    private final Map<String, PickleValue> entries = new LinkedHashMap<>();

    Map<String, PickleValue> entries() {
      return entries;
    }

    void put(PickleValue key, PickleValue value) {
      if (key instanceof Text text) {
        entries.put(text.text(), value);
      }
    }
  }

  /**
   * Numbers beside the pickle.
   *
   * @param type PyTorch's, such as {@code FloatStorage}
   * @param key where they are
   * @param count how many there are
   */
  record Storage(String type, String key, long count) implements PickleValue {}

  /**
   * A tensor on a storage.
   *
   * @param offset of its first number
   * @param sizes of its axes
   * @param strides numbers from one entry of an axis to the next
   */
  record Tensor(Storage storage, long offset, List<Long> sizes, List<Long> strides)
      implements PickleValue {}
}
