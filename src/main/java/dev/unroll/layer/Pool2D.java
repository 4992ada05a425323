package dev.unroll.layer;

import static dev.unroll.check.Check.notNegative;
import static dev.unroll.check.Check.positive;
import static dev.unroll.check.Check.present;

import dev.unroll.graph.GraphScope;
import dev.unroll.settings.Default;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The maximum or mean over windows of pixels, channel by channel: [batch, height, width, channels]
 * to [batch, height', width', channels].
 *
 * @param kind maximum or mean
 * @param size height and width of a window in pixels
 * @param stride pixels from one window to the next; 0 for as many as a window has
 * @param padding {@code valid}, or {@code same} as TensorFlow has it
 */
public record Pool2D(
    @Default("max") PoolKind kind,
    @Default("2") int size,
    @Default("0") int stride,
    @Default("valid") Padding padding)
    implements Layer {

  public Pool2D {
    present("pool2d: kind", kind);
    positive("pool2d: size", size);
    notNegative("pool2d: stride", stride);
    Conv2D.checkPadding("pool2d", padding);
  }

  /** The maximum of windows side by side. */
  public Pool2D(int size) {
    this(PoolKind.MAX, size, 0, Padding.VALID);
  }

  @Override
  public String label() {
    return kind == PoolKind.MAX ? "max-pool2d" : "average-pool2d";
  }

  @Override
  public Value build(GraphScope scope, Value input) {
    Value.Image image = requireImage(input);
    int hop = stride == 0 ? size : stride;
    int height = Conv2D.windows(label(), image.height(), size, hop, padding);
    int width = Conv2D.windows(label(), image.width(), size, hop, padding);
    List<Long> window = List.of(1L, (long) size, (long) size, 1L);
    List<Long> hops = List.of(1L, (long) hop, (long) hop, 1L);
    Ops tf = scope.tf();
    Operand<TFloat32> pooled =
        kind == PoolKind.MAX
            ? MaxPool.of(scope, image.tensor(), size, size, hop, hop, padding.name())
            : tf.nn.avgPool(image.tensor(), window, hops, padding.name());
    return new Value.Image(pooled, height, width, image.channels());
  }
}
