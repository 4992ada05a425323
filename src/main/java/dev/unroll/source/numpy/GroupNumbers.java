package dev.unroll.source.numpy;

import java.util.HashMap;
import java.util.Map;

/** Numbers groups over all parts: the same name is the same group. */
final class GroupNumbers {

  private final Map<String, Integer> byName = new HashMap<>();
  private int next;

  int named(String name) {
    return byName.computeIfAbsent(name, added -> next++);
  }

  /** A group of its own. */
  int next() {
    return next++;
  }

  /** Whether groups have names. */
  boolean areNamed() {
    return !byName.isEmpty();
  }
}
