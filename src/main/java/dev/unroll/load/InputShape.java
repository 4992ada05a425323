package dev.unroll.load;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How the numbers of a sequence lie in an input, step by step: as [steps, features], flat, as an
 * image [steps, features, 1], or as parts of a sequence such as [parts, steps, features].
 *
 * @param sizes of an input without its batch, -1 where one is not told
 */
record InputShape(List<Long> sizes) {

  InputShape {
    sizes = List.copyOf(sizes);
  }

  /** Whether it is [steps, features] and no other. */
  boolean isPlain() {
    return sizes.size() == 2;
  }

  /** Whether sequences of several lengths fit, each by itself. */
  boolean anyLength() {
    return isPlain() ? sizes.get(0) < 0 : sizes.stream().anyMatch(size -> size < 0);
  }

  /**
   * The sizes for sequences of {@code steps} steps of {@code features} numbers, in whose order they
   * stay; empty where they do not fit, or in more than one way.
   */
  Optional<List<Long>> of(long steps, long features) {
    if (sizes.size() == 1) {
      return filled(sizes, steps * features);
    }
    if (!isPlain() && sizes.stream().filter(size -> size < 0).count() > 1) {
      return Optional.empty(); // parts of which length, and how many of them?
    }
    Set<List<Long>> found = new HashSet<>();
    int first = isPlain() ? 1 : 0;
    int last = isPlain() ? 1 : sizes.size();
    for (int split = first; split <= last; split++) {
      Optional<List<Long>> before = filled(sizes.subList(0, split), steps);
      Optional<List<Long>> after = filled(sizes.subList(split, sizes.size()), features);
      if (before.isPresent() && after.isPresent()) {
        Long[] all = before.get().toArray(Long[]::new);
        Long[] whole = Arrays.copyOf(all, sizes.size());
        for (int i = split; i < whole.length; i++) {
          whole[i] = after.get().get(i - split);
        }
        found.add(List.of(whole));
      }
    }
    return found.size() == 1 ? Optional.of(found.iterator().next()) : Optional.empty();
  }

  /** Sizes whose product is {@code product}, where one at most is not told. */
  private static Optional<List<Long>> filled(List<Long> some, long product) {
    long known = some.stream().filter(size -> size >= 0).reduce(1L, (a, b) -> a * b);
    long open = some.stream().filter(size -> size < 0).count();
    boolean fits = open == 0 ? known == product : open == 1 && known > 0 && product % known == 0;
    return fits
        ? Optional.of(some.stream().map(size -> size < 0 ? product / known : size).toList())
        : Optional.empty();
  }

  /** Features of a step as the shape has them, where a flat row is one step. */
  int likelyFeatures() {
    for (int i = sizes.size() - 1; i >= 0; i--) {
      if (sizes.get(i) != 1) {
        return sizes.get(i).intValue();
      }
    }
    return 1;
  }
}
