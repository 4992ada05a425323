package dev.unroll.cli;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import com.google.common.primitives.Doubles;
import dev.unroll.graph.Compute;
import dev.unroll.load.LoadedModel;
import dev.unroll.load.OutputMeaning;
import dev.unroll.load.SignatureChoice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How a model is loaded and used that anybody may have made. */
final class LoadOptions {

  @Option(
      names = "--trust",
      description = "Load a model even if its operations reach files, the network or Python.")
  private boolean trust;

  @Option(
      names = "--signature",
      paramLabel = "NAME",
      description = "Signature to go by; guessed by default, 'train' to train.")
  private String signature;

  @Option(
      names = "--outputs",
      paramLabel = "MEANING",
      description = {
        "What the outputs of a model of others mean: numbers, logits, probabilities or",
        "sigmoid. By default probabilities where its graph ends in a softmax, two classes",
        "where it ends in a single sigmoid, else numbers; logits where --data have classes."
      })
  private String outputs;

  @Option(
      names = "--feed",
      paramLabel = "NAME=VALUE",
      description = {
        "Value of an input beside the sequences: one number, true or false, or a row with",
        "commas. By default 1 for keep_prob, false for is_training, training, learning_phase."
      })
  private List<String> feeds = List.of();

  @Option(
      names = "--features",
      paramLabel = "NAME,...",
      description = "Features of the data to give to the model, in its order; all by default.")
  private String features;

  LoadedModel load(Path path) throws IOException {
    return LoadedModel.load(path, trust);
  }

  LoadedModel load(Path path, Compute compute) throws IOException {
    return LoadedModel.load(path, trust, compute);
  }

  Optional<String> signature() {
    return Optional.ofNullable(signature);
  }

  /** Whether something is said that is of use to a model alone. */
  boolean saidOfModel() {
    return signature != null || outputs != null || features != null || !feeds.isEmpty();
  }

  SignatureChoice choice(String input, String output) {
    return choice(signature(), Optional.ofNullable(input), Optional.ofNullable(output));
  }

  /**
   * Those of the signature that predicts, where another was chosen to train: what that is fed may
   * be of training alone, such as how much is dropped, or of both.
   */
  List<SignatureChoice> choicesToPredict() {
    SignatureChoice fed = choice(Optional.empty(), Optional.empty(), Optional.empty());
    return fed.feeds().isEmpty() ? List.of(fed) : List.of(fed.withoutFeeds(), fed);
  }

  private SignatureChoice choice(
      Optional<String> chosen, Optional<String> input, Optional<String> output) {
    Optional<OutputMeaning> meaning = Optional.ofNullable(outputs).map(OutputMeaning::parse);
    return new SignatureChoice(chosen, input, output, meaning, fed());
  }

  /** Values of inputs beside the sequences, by their names. */
  Map<String, List<Double>> fed() {
    Map<String, List<Double>> fed = new LinkedHashMap<>();
    for (String feed : feeds) {
      int equals = feed.indexOf('=');
      that(equals > 0, "--feed '%s': expected NAME=VALUE, such as keep_prob=1", feed);
      List<Double> before = fed.put(feed.substring(0, equals), numbers(feed, equals + 1));
      that(before == null, "--feed '%s': its name is given twice", feed);
    }
    return fed;
  }

  private static List<Double> numbers(String feed, int from) {
    List<Double> numbers = new ArrayList<>();
    for (String word : feed.substring(from).split(",", -1)) {
      String text = word.strip();
      Double number =
          switch (text) {
            case "true" -> 1.0;
            case "false" -> 0.0;
            default -> Doubles.tryParse(text);
          };
      if (number == null) {
        throw failure(
            "--feed '%s': expected a number, true or false, or several with commas, got '%s'",
            feed, text);
      }
      numbers.add(number);
    }
    return numbers;
  }

  /** The features to give to the model, in its order. */
  Optional<List<String>> features() {
    return Optional.ofNullable(features)
        .map(names -> Arrays.stream(names.split(",", -1)).map(String::strip).toList());
  }
}
