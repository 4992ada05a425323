package dev.unroll.check;

import com.google.common.collect.ImmutableSet;
import java.util.Set;

/**
 * A mistake in what the user gave: a file, an argument, a recipe.
 *
 * <p>The message is complete as it stands; the command line prints it, adds the options of {@link
 * #choices} and exits with 2.
 */
public final class InputException extends IllegalArgumentException {

  private static final long serialVersionUID = 2L;

  private final ImmutableSet<Choice> choices;

  public InputException(String message) {
    this(message, ImmutableSet.of());
  }

  public InputException(String message, Throwable cause) {
    super(message, cause);
    this.choices = ImmutableSet.of();
  }

  InputException(String message, ImmutableSet<Choice> choices) {
    super(message);
    this.choices = choices;
  }

  /** What to choose otherwise, in the order in which the message names it; often nothing. */
  public Set<Choice> choices() {
    return choices;
  }
}
