package dev.unroll.data;

import java.util.Locale;

/** What a part of a dataset is for. */
public enum Split {
  /** Weights and normalisation are fitted on it. */
  TRAIN,
  /** Settings and epochs are chosen on it. */
  VALIDATION,
  /** Looked at to report, never to choose. */
  TEST;

  /** As written on the command line: {@code train}, {@code validation}, {@code test}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
