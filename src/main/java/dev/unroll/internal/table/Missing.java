package dev.unroll.internal.table;

import dev.unroll.source.table.TableFormat;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Which cells say that there is no value: known words, and the words and numbers of a format. */
public final class Missing {

  /** In lower case; what programs that write tables put where they have nothing. */
  private static final Set<String> KNOWN =
      Set.of(
          "",
          "?",
          "-",
          "--",
          "---",
          ".",
          "nan",
          "+nan",
          "-nan",
          "na",
          "n/a",
          "#n/a",
          "#na",
          "<na>",
          "#n/a n/a",
          "null",
          "#null!",
          "none",
          "nil",
          "nat",
          "missing",
          "-1.#ind",
          "1.#ind",
          "-1.#qnan",
          "1.#qnan",
          "nan(ind)",
          "-nan(ind)",
          "#div/0!",
          "#value!",
          "#ref!",
          "#num!",
          "#name?");

  /** Longest of those words. */
  private static final int LONGEST = 9;

  private final Set<String> words = new HashSet<>();
  private final float[] numbers;

  /** The known words and those of a format. */
  public Missing(TableFormat format) {
    this(format.missing());
  }

  /**
   * The known words and others.
   *
   * @param others words, and numbers as they may be written in any way
   */
  public Missing(List<String> others) {
    others.forEach(word -> words.add(word.strip()));
    float[] found = new float[others.size()];
    int count = 0;
    for (String word : words) {
      if (FileLine.isNumber(word)) {
        found[count++] = FileLine.numberOrNaN(word);
      }
    }
    numbers = Arrays.copyOf(found, count);
  }

  /** Whether a cell is a known word for no value. */
  public static boolean isKnown(String text) {
    if (text.length() > LONGEST) {
      return false;
    }
    char first = text.isEmpty() ? ' ' : text.charAt(0);
    return !(first >= '0' && first <= '9' && !text.startsWith("1.#"))
        && KNOWN.contains(text.toLowerCase(Locale.ROOT));
  }

  /** Whether a cell says that there is no value, by a word or a number. */
  public boolean is(String text) {
    return isKnown(text)
        || words.contains(text)
        || (numbers.length > 0 && isNumber(FileLine.numberOrNaN(text)));
  }

  /** Whether a number stands for no value. */
  public boolean isNumber(float number) {
    for (float missing : numbers) {
      if (number == missing) {
        return true;
      }
    }
    return false;
  }
}
