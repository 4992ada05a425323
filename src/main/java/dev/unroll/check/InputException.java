package dev.unroll.check;

/**
 * A mistake in what the user gave: a file, an argument, a recipe.
 *
 * <p>The message is complete as it stands; the command line prints it alone and exits with 2.
 */
public final class InputException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  public InputException(String message) {
    super(message);
  }

  public InputException(String message, Throwable cause) {
    super(message, cause);
  }
}
