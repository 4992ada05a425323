package dev.unroll.load;

import static dev.unroll.check.Check.failure;

import java.util.Arrays;
import java.util.Locale;

/** What the numbers mean that a model of others gives, at the end or at every step. */
public enum OutputMeaning {
  /** Numbers, taken as they are. */
  NUMBERS,
  /**
   * Logits of classes, of which softmax makes probabilities; a single one is that of the second of
   * two classes, whose probability is its sigmoid.
   */
  LOGITS,
  /** Probabilities of classes, which sum to 1. */
  PROBABILITIES,
  /**
   * What a sigmoid gave, in [0, 1]: a single one is the probability of the second of two classes,
   * several are those of as many classes, each for itself.
   */
  SIGMOID;

  /** As users write it, such as {@code logits}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The meaning of this label.
   *
   * @throws dev.unroll.check.InputException where there is none
   */
  public static OutputMeaning parse(String label) {
    for (OutputMeaning meaning : values()) {
      if (meaning.label().equals(label)) {
        return meaning;
      }
    }
    throw failure(
        "outputs '%s': expected one of %s",
        label, Arrays.stream(values()).map(OutputMeaning::label).toList());
  }
}
