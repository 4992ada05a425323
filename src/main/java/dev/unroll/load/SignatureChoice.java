package dev.unroll.load;

import static dev.unroll.check.Check.present;
import static dev.unroll.check.Check.that;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which way through a model to take, where that is not to be guessed.
 *
 * @param signature its name
 * @param input tensor that sequences go to: by its name in the signature, or as {@code operation}
 *     or {@code operation:output} of the graph
 * @param output tensor that predictions come from, named likewise
 * @param outputs what those mean
 * @param feeds values for inputs beside the sequences, named likewise: one number, or those of a
 *     row, which every sequence of a batch is given; true is 1 and false 0
 */
public record SignatureChoice(
    Optional<String> signature,
    Optional<String> input,
    Optional<String> output,
    Optional<OutputMeaning> outputs,
    Map<String, List<Double>> feeds) {

  /** All is guessed. */
  public static final SignatureChoice GUESSED =
      new SignatureChoice(Optional.empty(), Optional.empty(), Optional.empty());

  public SignatureChoice {
    present("signature choice: signature", signature);
    present("signature choice: input", input);
    present("signature choice: output", output);
    present("signature choice: outputs", outputs);
    Map<String, List<Double>> copy = new TreeMap<>();
    feeds.forEach(
        (name, values) -> {
          that(!values.isEmpty(), "feed '%s': expected a number or more, got none", name);
          copy.put(name, List.copyOf(values));
        });
    feeds = Collections.unmodifiableMap(copy);
  }

  /** What outputs mean is as the graph says, and nothing is fed but what names tell. */
  public SignatureChoice(
      Optional<String> signature, Optional<String> input, Optional<String> output) {
    this(signature, input, output, Optional.empty(), Map.of());
  }

  /** This, with what the outputs mean. */
  public SignatureChoice withOutputs(OutputMeaning meaning) {
    return new SignatureChoice(signature, input, output, Optional.of(meaning), feeds);
  }

  /** This, with a value for an input beside the sequences. */
  public SignatureChoice withFeed(String name, double... values) {
    Map<String, List<Double>> more = new TreeMap<>(feeds);
    more.put(name, Arrays.stream(values).boxed().toList());
    return new SignatureChoice(signature, input, output, outputs, more);
  }

  /** This, but nothing is fed but what names tell. */
  public SignatureChoice withoutFeeds() {
    return new SignatureChoice(signature, input, output, outputs, Map.of());
  }

  /** Whether the tensors are those that the model's maker named. */
  public boolean namesNoTensors() {
    return signature.isEmpty() && input.isEmpty() && output.isEmpty() && feeds.isEmpty();
  }
}
