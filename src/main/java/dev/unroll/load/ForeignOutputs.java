package dev.unroll.load;

import static dev.unroll.check.Check.that;

import dev.unroll.data.Target;
import dev.unroll.graph.Tensors;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** What a model of others gives, made what a predictor gives. */
final class ForeignOutputs {

  private final Path model;
  private final NamedTensor output;
  private final Target target;
  private final AtomicBoolean logits = new AtomicBoolean();

  /**
   * Of one output.
   *
   * @param model that messages name
   */
  ForeignOutputs(Path model, NamedTensor output, Target target) {
    this.model = model;
    this.output = output;
    this.target = target;
  }

  /** Whether some were logits, of which probabilities were made. */
  boolean gaveLogits() {
    return logits.get();
  }

  /**
   * {@code given}, or what is made of it and {@code given} closed.
   *
   * @param inputs shape of what it was made of [batch, steps, features]
   * @throws dev.unroll.check.InputException where it is of another shape than the target asks for
   */
  TFloat32 of(TFloat32 given, Shape inputs) {
    int width = target.names().size();
    long[] shape = given.shape().asArray();
    long[] expected =
        target.perStep()
            ? new long[] {inputs.get(0), inputs.get(1), width}
            : new long[] {inputs.get(0), width};
    boolean fits = Arrays.equals(shape, expected);
    if (!fits) {
      given.close();
    }
    that(
        fits,
        "%s: expected predictions of shape %s from output %s, got %s",
        model,
        Arrays.toString(expected),
        output.describe(),
        Arrays.toString(shape));
    if (!target.isClasses()) {
      return given;
    }
    float[] values = Tensors.values(given);
    if (Softmax.areProbabilities(values, width)) {
      return given;
    }
    logits.set(true);
    given.close();
    return Tensors.of(Softmax.of(values, width), shape);
  }
}
