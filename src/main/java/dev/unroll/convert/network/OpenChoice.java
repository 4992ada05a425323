package dev.unroll.convert.network;

import static dev.unroll.check.Check.that;

import java.util.List;

/**
 * What a file of weights does not tell, though outputs depend on it: a setting of the inferred
 * recipe.
 *
 * @param about what it is, such as {@code which step the output layer takes}
 * @param key of the setting, such as {@code model.layers.1.take}
 * @param values that it may have; the inferred recipe has the first
 */
public record OpenChoice(String about, String key, List<String> values) {

  public OpenChoice {
    values = List.copyOf(values);
    that(values.size() >= 2, "choice of %s: expected two values or more, got %s", key, values);
  }

  /** Whether a setting {@code KEY=VALUE} makes the choice, alone or with all that is around it. */
  public boolean isMadeBy(String setting) {
    int equals = setting.indexOf('=');
    String set = equals < 0 ? "" : setting.substring(0, equals).strip();
    return key.equals(set) || key.startsWith(set + ".");
  }

  /** {@code KEY=VALUE or KEY=VALUE}. */
  public String text() {
    return String.join(" or ", values.stream().map(value -> key + "=" + value).toList());
  }
}
