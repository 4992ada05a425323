package dev.unroll.load;

import static dev.unroll.check.Check.that;

import dev.unroll.check.Choice;
import dev.unroll.data.Target;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.tensorflow.Tensor;

/** What a model of others gives, made what a predictor gives. */
final class ForeignOutputs {

  private final Path model;
  private final NamedTensor output;
  private final Target target;
  private final Optional<OutputMeaning> meaning;
  private final float tolerance;
  private final AtomicBoolean logits = new AtomicBoolean();

  /**
   * Of one output.
   *
   * @param model that messages name
   * @param meaning of classes; empty where the values tell it
   */
  ForeignOutputs(Path model, NamedTensor output, Target target, Optional<OutputMeaning> meaning) {
    this.model = model;
    this.output = output;
    this.target = target;
    this.meaning = meaning;
    this.tolerance = Probabilities.tolerance(output.tensor().type());
  }

  /** Whether some were logits, of which probabilities were made. */
  boolean gaveLogits() {
    return logits.get();
  }

  /**
   * Numbers or probabilities [rows, rows of a prediction, names], flat.
   *
   * @param rows sequences that were given
   * @param steps of each, padding included
   * @param lengths steps of each without it; 0 of what only fills up the batch
   * @throws dev.unroll.check.InputException where they are of another shape than the target asks
   *     for, or not what they mean
   */
  float[] of(Tensor given, int rows, int steps, int[] lengths) {
    int width = target.names().size();
    int rowsOfOne = target.perStep() ? target.rows(steps) : 1;
    long[] shape = given.shape().asArray();
    int found = found(shape, rows, rowsOfOne);
    that(
        found > 0,
        "%s: expected predictions of shape %s from output %s, got %s",
        model,
        Arrays.toString(
            target.perStep() ? new long[] {rows, rowsOfOne, width} : new long[] {rows, width}),
        output.describe(),
        Arrays.toString(shape));
    float[] values = Reals.values(given);
    if (!target.isClasses()) {
      return values;
    }
    Probabilities rowsGiven = new Probabilities(values, found, tolerance, used(rowsOfOne, lengths));
    return probabilities(rowsGiven, found < width);
  }

  /** Which rows are of a sequence and not of its padding. */
  private static boolean[] used(int rowsOfOne, int[] lengths) {
    boolean[] used = new boolean[lengths.length * rowsOfOne];
    for (int i = 0; i < lengths.length; i++) {
      int until = Math.min(rowsOfOne, lengths[i]);
      Arrays.fill(used, i * rowsOfOne, i * rowsOfOne + until, true);
    }
    return used;
  }

  /** Numbers of a row; 0 where the shape does not fit. */
  private int found(long[] shape, int rows, int rowsOfOne) {
    int width = target.names().size();
    if (shape.length == 0 || shape[0] != rows) {
      return 0;
    }
    long[] rest = Arrays.copyOfRange(shape, 1, shape.length);
    long last = rest.length == 0 ? 1 : rest[rest.length - 1];
    boolean oneOfTwo = target.isClasses() && width == 2 && last == 1;
    if (last != width && !oneOfTwo) {
      boolean flattened = !target.perStep() && rest.length == 2 && rest[0] * rest[1] == width;
      return flattened ? width : 0;
    }
    boolean fits =
        target.perStep()
            ? rest.length == 2 && rest[0] == rowsOfOne
            : rest.length <= 1 || (rest.length == 2 && rest[0] == 1);
    return fits ? (int) last : 0;
  }

  private float[] probabilities(Probabilities given, boolean oneOfTwo) {
    OutputMeaning taken =
        meaning.orElseGet(
            () -> given.areDistributions() ? OutputMeaning.PROBABILITIES : OutputMeaning.LOGITS);
    if (taken == OutputMeaning.LOGITS) {
      logits.set(true);
      return oneOfTwo ? given.ofLogit() : given.ofLogits();
    }
    boolean asTold =
        (taken == OutputMeaning.PROBABILITIES && !oneOfTwo)
            ? given.areDistributions()
            : given.areShares();
    that(
        asTold,
        "%s: output %s is taken as %s, but some of its numbers are none; choose another %s",
        model,
        output.describe(),
        taken == OutputMeaning.SIGMOID ? "what a sigmoid gives" : "probabilities",
        Choice.OUTPUT_MEANING);
    return oneOfTwo ? given.ofShare() : given.values();
  }
}
