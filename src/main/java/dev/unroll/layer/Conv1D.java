package dev.unroll.layer;

import static dev.unroll.check.Check.positive;
import static dev.unroll.check.Check.present;
import static dev.unroll.check.Check.that;

import dev.unroll.graph.GraphScope;
import dev.unroll.graph.Initializer;
import dev.unroll.settings.Default;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.types.TFloat32;

/**
 * Convolution over time: [batch, steps, features] to [batch, windows, filters]. Past the end of a
 * shorter row it sees zeros.
 *
 * <p>Variables: {@code conv1d/kernel} [kernelSize, features, filters], {@code conv1d/bias}
 * [filters].
 *
 * @param filters outputs
 * @param kernelSize steps of a window
 * @param stride steps from one window to the next
 * @param dilation steps from one step of a window to the next; with a stride of 1 only
 * @param padding what windows see beyond the ends
 * @param activation applied last
 * @param kernel how the kernel begins
 */
public record Conv1D(
    int filters,
    int kernelSize,
    @Default("1") int stride,
    @Default("1") int dilation,
    @Default("valid") Padding padding,
    @Default("linear") ActivationFunction activation,
    @Default("{type: glorot-uniform}") Initializer kernel)
    implements Layer {

  public Conv1D {
    positive("conv1d: filters", filters);
    positive("conv1d: kernelSize", kernelSize);
    positive("conv1d: stride", stride);
    positive("conv1d: dilation", dilation);
    present("conv1d: padding", padding);
    present("conv1d: activation", activation);
    present("conv1d: kernel", kernel);
    that(
        stride == 1 || dilation == 1,
        "conv1d: a stride of %d and a dilation of %d exclude each other; set one to 1",
        stride,
        dilation);
  }

  /** Stride 1, no dilation. */
  public Conv1D(int filters, int kernelSize, Padding padding, ActivationFunction activation) {
    this(filters, kernelSize, 1, 1, padding, activation, new Initializer.GlorotUniform());
  }

  @Override
  public boolean stepwise() {
    return false;
  }

  @Override
  public Value build(GraphScope scope, Value input) {
    Value.Steps steps = requireSteps(input);
    Windows windows =
        new Windows(
            "layer 'conv1d'", kernelSize, stride, dilation, padding, steps.lengths().isPresent());
    int count = windows.count(steps.count());
    Ops tf = scope.tf();
    GraphScope names = scope.uniqueChild("conv1d");
    Operand<TFloat32> k =
        names.variable("kernel", Shape.of(kernelSize, steps.features(), filters), kernel);
    Operand<TFloat32> b = names.variable("bias", Shape.of(filters), new Initializer.Zeros());
    Operand<TFloat32> padded = windows.padded(tf, steps.zeroPadded(tf).rows(), steps.count(), 0);
    Operand<TFloat32> convolved =
        dilation == 1
            ? convolve(tf, padded, k)
            : dilated(tf, padded, k, windows.paddedSteps(steps.count()), count);
    Operand<TFloat32> rows = tf.reshape(convolved, tf.array(-1, filters));
    Operand<TFloat32> activated = activation.apply(tf, tf.nn.biasAdd(rows, b));
    return new Value.Steps(
        Series.ofRows(tf, tf.reshape(activated, tf.array(-1, count, filters)), count),
        filters,
        steps.lengths().map(lengths -> windows.counts(tf, lengths)));
  }

  /** [batch, steps, features] to [batch, 1, windows, filters], inside the steps. */
  private Operand<TFloat32> convolve(Ops tf, Operand<TFloat32> rows, Operand<TFloat32> k) {
    return tf.nn.conv2d(
        tf.expandDims(rows, tf.constant(1)),
        tf.expandDims(k, tf.constant(0)),
        List.of(1L, 1L, (long) stride, 1L),
        "VALID");
  }

  /**
   * Every {@code dilation}-th step becomes a row of its own. TensorFlow's own dilation is wrong or
   * crashes in its gradients.
   */
  private Operand<TFloat32> dilated(
      Ops tf, Operand<TFloat32> rows, Operand<TFloat32> k, int steps, int count) {
    int extra = Math.floorMod(-steps, dilation);
    Operand<TFloat32> apart =
        tf.spaceToBatchNd(rows, tf.array(dilation), tf.constant(new int[][] {{0, extra}}));
    Operand<TFloat32> convolved = tf.squeeze(convolve(tf, apart, k), Squeeze.axis(List.of(1L)));
    int made = ((steps + extra) / dilation - kernelSize + 1) * dilation;
    return tf.batchToSpaceNd(
        convolved, tf.array(dilation), tf.constant(new int[][] {{0, made - count}}));
  }
}
