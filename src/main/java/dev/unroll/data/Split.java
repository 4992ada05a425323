package dev.unroll.data;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a part of a dataset is for. */
public enum Split {
  /** Weights and normalisation are fitted on it. */
  TRAIN,
  /** Settings and epochs are chosen on it. */
  VALIDATION,
  /** Looked at to report, never to choose. */
  TEST;

  private static final Map<String, Split> FOLDERS =
      Map.ofEntries(
          Map.entry("train", TRAIN),
          Map.entry("training", TRAIN),
          Map.entry("trn", TRAIN),
          Map.entry("trainval", TRAIN),
          Map.entry("val", VALIDATION),
          Map.entry("valid", VALIDATION),
          Map.entry("validate", VALIDATION),
          Map.entry("validation", VALIDATION),
          Map.entry("dev", VALIDATION),
          Map.entry("test", TEST),
          Map.entry("testing", TEST),
          Map.entry("tst", TEST),
          Map.entry("eval", TEST),
          Map.entry("evaluation", TEST));

  /** As written on the command line: {@code train}, {@code validation}, {@code test}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The part that a folder or file is named for, in any letter case: {@code train}, {@code
   * Training}, {@code val}, {@code VALID}, {@code test_set}, {@code TestData}; none for another
   * name.
   */
  public static Optional<Split> ofFolder(String name) {
    String plain = name.toLowerCase(Locale.ROOT).replaceFirst("[-_ ]*(set|data|split)s?$", "");
    return Optional.ofNullable(FOLDERS.get(plain));
  }
}
