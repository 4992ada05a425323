package dev.unroll.train;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What a {@link Probe} saw at one step. What it was not asked for is empty.
 *
 * @param step optimizer steps done before
 * @param gradientNorm Euclidean norm of the gradients of all variables together, before clipping
 * @param variables by name, in the order of the model
 * @param layers by name, in the order of the model: {@code recurrent}, {@code recurrent_1}, {@code
 *     residual/conv1d}, ...
 * @param inputGradients for each time step, the mean over the batch of the Euclidean norm of the
 *     gradient of a sequence's own loss with respect to its inputs, in standard deviations of the
 *     features where the model normalises them
 */
public record ProbeReport(
    long step,
    OptionalDouble gradientNorm,
    Map<String, OfVariable> variables,
    Map<String, OfLayer> layers,
    List<Double> inputGradients) {

  /**
   * A variable.
   *
   * @param norm Euclidean, of its values
   * @param mean of its values
   * @param zeros share of values that are 0, in [0, 1]
   * @param gradientNorm Euclidean, of the gradient before clipping
   * @param updateRatio Euclidean norm of what the step adds, over that of the values
   * @param values their histogram
   * @param gradients their histogram
   */
  public record OfVariable(
      OptionalDouble norm,
      OptionalDouble mean,
      OptionalDouble zeros,
      OptionalDouble gradientNorm,
      OptionalDouble updateRatio,
      List<Histogram> values,
      List<Histogram> gradients) {
    public OfVariable {
      values = List.copyOf(values);
      gradients = List.copyOf(gradients);
    }
  }

  /**
   * What a layer gives, padding left out.
   *
   * @param rootMeanSquare of all numbers
   * @param mean of all numbers
   * @param zeros share that are 0, in [0, 1]
   * @param saturated share beyond +-0.98, the ends of tanh and, above, of sigmoid, in [0, 1]
   * @param dead share of units that are 0 for all rows and steps, in [0, 1]
   * @param variation by how much a unit's numbers differ from row to row and step to step: their
   *     deviation, root mean square over the units, over {@code rootMeanSquare}; in [0, 1]
   */
  public record OfLayer(
      double rootMeanSquare,
      double mean,
      double zeros,
      double saturated,
      double dead,
      double variation) {

    /** One of which nobody looked at single units: none is taken for dead, none for constant. */
    public OfLayer(double rootMeanSquare, double mean, double zeros, double saturated) {
      this(rootMeanSquare, mean, zeros, saturated, 0, 1);
    }
  }

  public ProbeReport {
    variables = ImmutableMap.copyOf(variables);
    layers = ImmutableMap.copyOf(layers);
    inputGradients = List.copyOf(inputGradients);
  }
}
