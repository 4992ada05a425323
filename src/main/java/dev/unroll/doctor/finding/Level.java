package dev.unroll.doctor.finding;

import java.util.Locale;

/** How sure a {@link Finding} is, the surest first. */
public enum Level {
  /** Something is wrong, and its mend is known. */
  FAULT,
  /** Something is likely wrong, or its mend helped where it was tried. */
  SUSPECT,
  /** Worth knowing; nothing need be wrong. */
  NOTE;

  /** The word for it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
