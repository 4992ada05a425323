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
import java.util.stream.IntStream;

/**
 * The way from sequences to predictions through a model.
 *
 * @param signature that tells it
 * @param input takes sequences [batch, steps, features]
 * @param lengths takes the steps of each [batch], where the model does
 * @param output gives predictions [batch, outputs] or [batch, steps, outputs]
 */
public record ServingPath(
    String signature, NamedTensor input, Optional<NamedTensor> lengths, NamedTensor output) {

  /** As {@code input inputs: float [?, 128, 9]; output ...}. */
  public String describe() {
    String of = lengths.map(l -> "; lengths " + l.describe()).orElse("");
    return "input " + input.describe() + of + "; output " + output.describe();
  }

  /** Rows that every run must have; -1 where it may have any. */
  int batch() {
    return (int) input.tensor().size(0);
  }

  /** Steps of a sequence; -1 where that is not told. */
  public int steps() {
    return (int) input.tensor().size(1);
  }

  /** Numbers of a step; -1 where that is not told. */
  public int features() {
    return (int) input.tensor().size(2);
  }

  /** Numbers of a sequence, or of a step; -1 where that is not told. */
  int outputs() {
    int rank = output.tensor().shape().map(List::size).orElse(0);
    return rank == 0 ? -1 : (int) output.tensor().size(rank - 1);
  }

  private boolean perStep() {
    return output.tensor().shape().map(List::size).orElse(0) == 3;
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
   * @param sameLength whether all sequences have as many steps
   */
  public InputSpec input(int dataSteps, int dataFeatures, boolean sameLength) {
    that(
        features() < 0 || features() == dataFeatures,
        "the model takes %d features a step (%s), but the data have %d",
        features(),
        input.describe(),
        dataFeatures);
    that(
        sameLength || lengths.isPresent(),
        "the sequences differ in length, but the model takes no lengths; give sequences of as many"
            + " steps each");
    that(
        steps() < 0 || steps() == dataSteps || (lengths.isPresent() && dataSteps < steps()),
        "the model takes sequences of %d steps (%s), but the data have up to %d",
        steps(),
        input.describe(),
        dataSteps);
    return new InputSpec(steps() < 0 ? dataSteps : steps(), dataFeatures, lengths.isPresent());
  }

  /** Refuses data whose targets the output cannot be. */
  public void check(Target target) {
    int expected = target.names().size();
    that(
        outputs() < 0 || outputs() == expected,
        "the model gives %d numbers for each %s (output %s), but the data have %d: %s; choose"
            + " another %s",
        outputs(),
        target.perStep() ? "step" : "sequence",
        output.describe(),
        expected,
        target.names(),
        Choice.OUTPUT_TENSOR);
  }

  /**
   * Names by number, where there are no data to tell them: {@code class_0} and so on; a single
   * output is a number.
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
    List<String> classes = IntStream.range(0, outputs()).mapToObj(k -> "class_" + k).toList();
    Target target;
    if (outputs() == 1) {
      target = new Target.Numbers(List.of(new Signal("number_0", "")), Target.Numbers.NO_NAIVE);
    } else {
      target = perStep() ? new Target.ClassPerStep(classes) : new Target.OneClass(classes);
    }
    return new Schema(signals, Optional.empty(), target, "group");
  }
}
