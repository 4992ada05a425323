package dev.unroll.doctor.finding;

import java.util.List;

/**
 * What to change.
 *
 * @param settings of the recipe, such as {@code training.learningRate=0.003}; empty where no
 *     setting mends it
 * @param words in a sentence without its full stop, for a person
 */
public record Mend(List<String> settings, String words) {

  public Mend {
    settings = List.copyOf(settings);
  }

  /** A change of one setting. */
  public static Mend set(String key, Object value) {
    return new Mend(List.of(key + "=" + value), "set " + key + " to " + value);
  }

  /** A change that is no setting of a recipe. */
  public static Mend byHand(String words) {
    return new Mend(List.of(), words);
  }
}
