package dev.unroll.evaluate;

import java.util.List;
import java.util.Locale;

/**
 * Classes of which a scored part has no example, so that its scores say nothing of them.
 *
 * @param names of one or more
 * @param of all classes that the model tells apart
 */
public record AbsentClasses(List<String> names, int of) {

  private static final int SHOWN = 10;

  public AbsentClasses {
    names = List.copyOf(names);
  }

  /**
   * Such as {@code test has no example of rare (1 of 2 classes)}.
   *
   * @param part such as {@code test}
   */
  public String text(String part) {
    int shown = Math.min(SHOWN, names.size());
    return String.format(
        Locale.ROOT,
        "%s has no example of %s%s (%,d of %,d classes)",
        part,
        String.join(", ", names.subList(0, shown)),
        shown == names.size() ? "" : ", ...",
        names.size(),
        of);
  }
}
