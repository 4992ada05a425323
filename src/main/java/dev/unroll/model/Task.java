package dev.unroll.model;

import static dev.unroll.check.Check.failure;

import dev.unroll.data.Metric;
import dev.unroll.data.Target;
import dev.unroll.graph.GraphScope;
import dev.unroll.graph.Initializer;
import dev.unroll.layer.Value;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * What a model is for: its last layer, the encoding of its targets, its loss and its prediction
 * together.
 *
 * <p>What the last layer gives is called output: logits of classes, or numbers.
 */
public sealed interface Task
    permits Classification, StepClassification, Regression, StepRegression {

  /** What is predicted. */
  Target target();

  /** How the output layer's kernel begins. */
  Initializer kernel();

  /** How the output layer's bias begins. */
  Initializer bias();

  /** Name of {@link #prediction}: {@link Endpoints#PROBABILITIES} or the like. */
  String predictionName();

  /** Whether there is an output at every step. */
  default boolean perStep() {
    return false;
  }

  /**
   * Adds the last layer.
   *
   * @param input what the layers made
   * @param raw the model's inputs in their units
   * @return logits [batch, classes] or [batch, steps, classes], or numbers in units [batch,
   *     numbers] or [batch, steps, numbers]
   */
  Operand<TFloat32> output(GraphScope scope, Value input, Value raw);

  /** As printed in tables: {@code [batch, 6]}. */
  String outputShape(Value input);

  /** Type of what is fed as {@link Endpoints#LABELS}. */
  Class<? extends TType> labelType();

  /** Shape of what is fed as {@link Endpoints#LABELS}, for sequences of {@code steps} steps. */
  Shape labelShape(int steps);

  /**
   * The loss of each row, or of each step.
   *
   * @param output from {@link #output}
   * @param labels of {@link #labelType} and {@link #labelShape}
   * @return [batch], or [batch, steps]
   */
  Operand<TFloat32> losses(
      GraphScope scope, Operand<TFloat32> output, Operand<?> labels, LossOptions options);

  /**
   * What is shown of each row, or step: 1 where it is right and else 0, or the absolute error.
   *
   * @return [batch], or [batch, steps]
   */
  Operand<TFloat32> scores(GraphScope scope, Operand<TFloat32> output, Operand<?> labels);

  /** What the mean of {@link #scores} is. */
  default Metric metric() {
    return target().metric();
  }

  /** Probabilities, of the shape of the logits, or numbers in units: the output itself. */
  default Operand<TFloat32> prediction(GraphScope scope, Operand<TFloat32> output) {
    return output;
  }

  /** The most probable class of each row or step, from 0; empty where numbers are predicted. */
  default Optional<Operand<TInt64>> classes(GraphScope scope, Operand<TFloat32> output) {
    return Optional.empty();
  }

  /** {@code labels} as classes. */
  @SuppressWarnings("unchecked") // as labelType says
  static Operand<TInt32> asClasses(Operand<?> labels) {
    return (Operand<TInt32>) labels;
  }

  /** {@code labels} as numbers. */
  @SuppressWarnings("unchecked") // as labelType says
  static Operand<TFloat32> asNumbers(Operand<?> labels) {
    return (Operand<TFloat32>) labels;
  }

  /** {@code input} as one vector a sequence, which a task of whole sequences takes. */
  static Value.Vector requireVector(Value input) {
    if (input instanceof Value.Vector vector) {
      return vector;
    }
    throw failure(
        "model: the last layer gives %s, one value a step; end the layers with a readout, such as"
            + " {type: readout, take: last-valid}",
        input.shape());
  }
}
