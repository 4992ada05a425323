package dev.unroll.layer;

import static dev.unroll.check.Check.failure;
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
import org.tensorflow.types.TFloat32;

/**
 * Convolution over images: [batch, height, width, channels] to [batch, height', width', filters].
 *
 * <p>Variables: {@code conv2d/kernel} [kernelSize, kernelSize, channels, filters], {@code
 * conv2d/bias} [filters].
 *
 * @param filters outputs
 * @param kernelSize height and width of a window in pixels
 * @param stride pixels from one window to the next
 * @param padding {@code valid}, or {@code same} as TensorFlow has it
 * @param activation applied last
 * @param kernel how the kernel begins
 */
public record Conv2D(
    int filters,
    int kernelSize,
    @Default("1") int stride,
    @Default("valid") Padding padding,
    @Default("linear") ActivationFunction activation,
    @Default("{type: glorot-uniform}") Initializer kernel)
    implements Layer {

  public Conv2D {
    positive("conv2d: filters", filters);
    positive("conv2d: kernelSize", kernelSize);
    positive("conv2d: stride", stride);
    checkPadding("conv2d", padding);
    present("conv2d: activation", activation);
    present("conv2d: kernel", kernel);
  }

  /** With Glorot's initial values. */
  public Conv2D(int filters, int kernelSize, int stride, ActivationFunction activation) {
    this(filters, kernelSize, stride, Padding.VALID, activation, new Initializer.GlorotUniform());
  }

  @Override
  public Value build(GraphScope scope, Value input) {
    Value.Image image = requireImage(input);
    int height = windows(label(), image.height(), kernelSize, stride, padding);
    int width = windows(label(), image.width(), kernelSize, stride, padding);
    Ops tf = scope.tf();
    GraphScope names = scope.uniqueChild("conv2d");
    Shape shape = Shape.of(kernelSize, kernelSize, image.channels(), filters);
    Operand<TFloat32> k = names.variable("kernel", shape, kernel);
    Operand<TFloat32> b = names.variable("bias", Shape.of(filters), new Initializer.Zeros());
    Operand<TFloat32> convolved =
        tf.nn.conv2d(
            image.tensor(), k, List.of(1L, (long) stride, (long) stride, 1L), padding.name());
    return new Value.Image(
        activation.apply(tf, tf.nn.biasAdd(convolved, b)), height, width, filters);
  }

  static void checkPadding(String who, Padding padding) {
    present(who + ": padding", padding);
    that(
        padding == Padding.SAME || padding == Padding.VALID,
        "%s: padding %s is for time; use same or valid",
        who,
        padding == Padding.CAUSAL ? "causal" : "same-tensorflow");
  }

  /** Number of windows along an edge. */
  static int windows(String layer, int pixels, int size, int stride, Padding padding) {
    if (padding == Padding.SAME) {
      return (pixels + stride - 1) / stride;
    }
    if (pixels < size) {
      throw failure(
          "layer '%s': a window of %d pixels is wider than its %d pixels; use padding same or a"
              + " smaller one",
          layer, size, pixels);
    }
    return (pixels - size) / stride + 1;
  }
}
