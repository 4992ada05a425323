package dev.unroll.internal.pickle;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a pickle holds, as far as it matters. Values may hold each other in circles: nothing goes
 * through them without a bound.
 */
public interface PickleValue {

  /** A text. */
  record Text(String text) implements PickleValue {}

  /** A whole number of 64 bits. */
  record Whole(long number) implements PickleValue {}

  /** The name of a class or function of the closed list. */
  record Name(String text) implements PickleValue {}

  /** A number with a fraction, or infinite, or none (NaN). */
  record Real(double number) implements PickleValue {}

  /** True or false. */
  record Truth(boolean holds) implements PickleValue {}

  /** Bytes. */
  record Bytes(ByteBuffer content) implements PickleValue {}

  /** Whatever else: it is never looked into. */
  record Other() implements PickleValue {}

  /** A list, tuple or set; may grow. */
  final class Items implements PickleValue {
    private final List<PickleValue> items = new ArrayList<>();

    public Items() {}

    public Items(List<PickleValue> items) {
      this.items.addAll(items);
    }

    /** What it holds. */
    public List<PickleValue> items() {
      return items;
    }
  }

  /** A dictionary, of which those entries are kept whose keys are texts. */
  final class Entries implements PickleValue {
    private final Map<String, PickleValue> entries = new LinkedHashMap<>();

    /** Those by text. */
    public Map<String, PickleValue> entries() {
      return entries;
    }

    /** Adds an entry, if its key is a text. */
    public void put(PickleValue key, PickleValue value) {
      if (key instanceof Text text) {
        entries.put(text.text(), value);
      }
    }
  }
}
