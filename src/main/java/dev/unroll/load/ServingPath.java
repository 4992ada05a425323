package dev.unroll.load;

import static dev.unroll.check.Check.that;

import dev.unroll.check.Choice;
import dev.unroll.data.Dataset;
import dev.unroll.data.Schema;
import dev.unroll.data.Signal;
import dev.unroll.data.Target;
import dev.unroll.model.InputSpec;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The way from sequences to predictions through a model.
 *
 * @param signature that tells it
 * @param input takes sequences [batch, steps, features], or the same numbers in another shape, such
 *     as [batch, steps * features], [batch, steps, features, 1] or [batch, parts, steps, features]
 * @param lengths takes the steps of each [batch], where the model does
 * @param output gives predictions [batch, outputs] or [batch, steps, outputs]
 * @param feeds what other inputs are given
 * @param meaning of the outputs, as it was told or as the graph says; empty where neither does
 */
public record ServingPath(
    String signature,
    NamedTensor input,
    Optional<NamedTensor> lengths,
    NamedTensor output,
    List<FedTensor> feeds,
    Optional<OutputMeaning> meaning) {

  public ServingPath {
    feeds = List.copyOf(feeds);
  }

  /** As {@code input inputs: float [?, 128, 9]; output ...}. */
  public String describe() {
    String of = lengths.map(l -> "; lengths " + l.describe()).orElse("");
    String fed = feeds.stream().map(f -> "; fed " + f.describe()).collect(Collectors.joining());
    return "input " + input.describe() + of + fed + "; output " + output.describe();
  }

  /** Rows that every run must have; -1 where it may have any. */
  int batch() {
    long batch = input.tensor().size(0);
    boolean toldByOutput = batch < 0 && output.tensor().shape().map(List::size).orElse(0) >= 2;
    return (int) (toldByOutput ? output.tensor().size(0) : batch);
  }

  /** How the numbers of a sequence lie in the input. */
  InputShape shape() {
    return new InputShape(
        input
            .tensor()
            .shape()
            .map(sizes -> sizes.subList(Math.min(1, sizes.size()), sizes.size()))
            .orElse(List.of(-1L, -1L)));
  }

  /** Steps of a sequence; -1 where that is not told. */
  public int steps() {
    return shape().isPlain() ? shape().sizes().get(0).intValue() : -1;
  }

  /** Numbers of a step; -1 where that is not told. */
  public int features() {
    return shape().isPlain() ? shape().sizes().get(1).intValue() : -1;
  }

  /** Numbers of a step by the shape of the input, where no data tell; -1 where neither does. */
  public int likelyFeatures() {
    return shape().likelyFeatures();
  }

  /** Numbers of a sequence, or of a step; -1 where that is not told. */
  int outputs() {
    int rank = rank();
    return rank == 1 ? 1 : rank == 0 ? -1 : (int) output.tensor().size(rank - 1);
  }

  private int rank() {
    return output.tensor().shape().map(List::size).orElse(0);
  }

  boolean perStep() {
    return rank() == 3;
  }

  /** Whether one output tells two classes apart. */
  private boolean binary(Target target) {
    return target.isClasses() && outputs() == 1 && target.names().size() == 2;
  }

  /** What the model takes, where {@code data} tell what it does not. */
  public InputSpec input(Dataset data) {
    return input(data.maxSteps(), data.schema().features(), data.sameLength());
  }

  /**
   * What the model takes.
   *
   * @param dataSteps of the longest sequence
   * @param dataFeatures numbers of a step
   * @param sameLength whether all sequences have as many steps; others are predicted in groups of
   *     equal length where the model takes any length, but no lengths
   */
  public InputSpec input(int dataSteps, int dataFeatures, boolean sameLength) {
    that(
        features() < 0 || features() == dataFeatures,
        "the model takes %d features a step (%s), but the data have %d; choose its %s",
        features(),
        input.describe(),
        dataFeatures,
        Choice.FEATURES);
    that(
        sameLength || lengths.isPresent() || shape().anyLength(),
        "the sequences differ in length, but the model takes no lengths; give sequences of as many"
            + " steps each");
    that(
        steps() < 0 || steps() == dataSteps || (lengths.isPresent() && dataSteps < steps()),
        "the model takes sequences of %d steps (%s), but the data have up to %d",
        steps(),
        input.describe(),
        dataSteps);
    that(
        shape().isPlain() || shape().of(dataSteps, dataFeatures).isPresent(),
        "the model takes %s, which is not the shape of %d steps of %d features; give it sequences"
            + " of another length, or choose other %s",
        input.describe(),
        dataSteps,
        dataFeatures,
        Choice.FEATURES);
    boolean plainLengths = lengths.isPresent();
    int longest = plainLengths && steps() >= 0 ? steps() : dataSteps;
    return new InputSpec(longest, dataFeatures, plainLengths || !sameLength);
  }

  /** Whether the output can be what {@code target} asks for. */
  public boolean gives(Target target) {
    int expected = target.names().size();
    long steps = perStep() ? output.tensor().size(1) : 1;
    boolean flat = perStep() && steps > 0 && steps * outputs() == expected;
    boolean rankFits = rank() == 0 || target.perStep() == perStep();
    boolean wide = outputs() < 0 || outputs() == expected || binary(target);
    return (rankFits && wide) || (!target.perStep() && flat);
  }

  /** Refuses data whose targets the output cannot be. */
  public void check(Target target) {
    int expected = target.names().size();
    that(
        gives(target) || outputs() == expected,
        "the model gives %d numbers for each %s (output %s), but the data have %d: %s; choose"
            + " another %s",
        outputs(),
        target.perStep() ? "step" : "sequence",
        output.describe(),
        expected,
        target.names(),
        Choice.OUTPUT_TENSOR);
    that(
        !target.isClasses() || !meaning.equals(Optional.of(OutputMeaning.NUMBERS)),
        "the outputs are told to be numbers, but the data have classes: %s; choose another %s",
        target.names(),
        Choice.OUTPUT_MEANING);
    that(
        target.isClasses() || !meaning.equals(Optional.of(OutputMeaning.LOGITS)),
        "the outputs are logits of classes, but the data have numbers: %s; choose another %s",
        target.names(),
        Choice.OUTPUT_MEANING);
    that(
        !binary(target) || meaning.isPresent(),
        "the model gives one number (output %s), and its graph does not tell whether that is the"
            + " probability of '%s' or its logit; choose a %s",
        output.describe(),
        target.names().get(target.names().size() - 1),
        Choice.OUTPUT_MEANING);
  }

  /**
   * Names by number, where there are no data to tell them; see {@link OutputNames}.
   *
   * @param featureNames of the input
   */
  public Schema numbered(List<String> featureNames) {
    that(
        outputs() > 0,
        "the model does not tell how many numbers it gives (output %s); give it %s",
        output.describe(),
        Choice.DATA);
    List<Signal> signals = featureNames.stream().map(name -> new Signal(name, "")).toList();
    return new Schema(signals, Optional.empty(), OutputNames.numbered(this, outputs()), "group");
  }
}
