package dev.unroll.load;

import java.util.Optional;

/**
 * Which way through a model to take, where that is not to be guessed.
 *
 * @param signature its name
 * @param input tensor that sequences go to: by its name in the signature, or as {@code operation}
 *     or {@code operation:output} of the graph
 * @param output tensor that predictions come from, named likewise
 */
public record SignatureChoice(
    Optional<String> signature, Optional<String> input, Optional<String> output) {

  /** All is guessed. */
  public static final SignatureChoice GUESSED =
      new SignatureChoice(Optional.empty(), Optional.empty(), Optional.empty());
}
