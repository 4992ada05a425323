package dev.unroll.check;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Checks of arguments; every failure is an {@link InputException} that names the argument. */
public final class Check {

  private Check() {}

  /** Throws an {@link InputException} with the formatted message unless {@code holds}. */
  @FormatMethod
  public static void that(boolean holds, @FormatString String format, Object... args) {
    if (!holds) {
      throw failure(format, args);
    }
  }

  /**
   * An {@link InputException} with the formatted message, to be thrown; each {@link Choice} among
   * {@code args} is one of its choices.
   */
  @FormatMethod
  public static InputException failure(@FormatString String format, Object... args) {
    return new InputException(
        String.format(Locale.ROOT, format, args),
        Arrays.stream(args)
            .filter(Choice.class::isInstance)
            .map(Choice.class::cast)
            .collect(toImmutableSet()));
  }

  /** Returns {@code value}, which must be 1 or more. */
  public static int positive(String who, int value) {
    that(value >= 1, "%s: expected a whole number of 1 or more, got %d", who, value);
    return value;
  }

  /** Returns {@code value}, which must be finite and greater than zero, as a 32-bit float too. */
  public static double positive(String who, double value) {
    that(
        Float.isFinite((float) value) && (float) value > 0,
        "%s: expected a number greater than 0, got %s",
        who,
        value);
    return value;
  }

  /** Returns {@code value}, which must be 0 or more. */
  public static int notNegative(String who, int value) {
    that(value >= 0, "%s: expected a whole number of 0 or more, got %d", who, value);
    return value;
  }

  /** Returns {@code value}, which must be finite, as a 32-bit float too. */
  public static double finite(String who, double value) {
    that(Float.isFinite((float) value), "%s: expected a finite number, got %s", who, value);
    return value;
  }

  /** Returns {@code value}, which must be finite, as a 32-bit float too, and 0 or more. */
  public static double notNegative(String who, double value) {
    that(
        Float.isFinite((float) value) && value >= 0,
        "%s: expected a number of 0 or more, got %s",
        who,
        value);
    return value;
  }

  /** Checks the shares of data for test and validation, which must leave some for training. */
  public static void shares(double test, double validation) {
    fraction("test", test);
    fraction("validation", validation);
    that(
        test + validation < 1,
        "test and validation: expected shares that leave some for training, got %s and %s",
        test,
        validation);
  }

  /** Returns {@code value}, which must lie in [0, 1). */
  public static double fraction(String who, double value) {
    that(
        value >= 0 && value < 1,
        "%s: expected a number of 0 or more and less than 1, got %s",
        who,
        value);
    return value;
  }

  /** Returns {@code value}, which must be there. */
  public static <T> T present(String who, T value) {
    that(value != null, "%s: expected a value, got none", who);
    return value;
  }

  /** Returns a copy of {@code list}, which must be there, as must all that is in it. */
  public static <T> List<T> listOf(String who, List<? extends T> list) {
    present(who, list);
    for (int i = 0; i < list.size(); i++) {
      that(list.get(i) != null, "%s: expected a value at place %d, got none", who, i);
    }
    return List.copyOf(list);
  }

  /**
   * {@code "; did you mean 'x'?"} for the known word nearest to {@code word}, or nothing where none
   * is near.
   */
  public static String didYouMean(String word, Collection<String> known) {
    Optional<String> nearest =
        known.stream().min(Comparator.comparingInt(candidate -> distance(word, candidate)));
    return nearest
        .filter(candidate -> distance(word, candidate) <= Math.max(2, word.length() / 3))
        .map(candidate -> "; did you mean '" + candidate + "'?")
        .orElse("");
  }

  /** Levenshtein's distance, letter case aside. */
  private static int distance(String first, String second) {
    String a = first.toLowerCase(Locale.ROOT);
    String b = second.toLowerCase(Locale.ROOT);
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
