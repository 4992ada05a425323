package dev.unroll.layer;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.listOf;
import static dev.unroll.check.Check.that;

import dev.unroll.graph.GraphScope;
import dev.unroll.settings.Default;
import java.util.List;
import java.util.stream.Stream;
import org.tensorflow.op.Ops;

/**
 * The input added to what layers make of it, which must have its shape.
 *
 * @param layers one after the other
 * @param shortcut what the input passes on its way to the sum, such as a {@link Dense} that gives
 *     it as many features; none by default
 * @see <a href="https://arxiv.org/abs/1512.03385">He et al. 2015</a>
 */
public record Residual(List<Layer> layers, @Default("[]") List<Layer> shortcut) implements Layer {

  public Residual {
    layers = listOf("residual: layers", layers);
    shortcut = listOf("residual: shortcut", shortcut);
    that(!layers.isEmpty(), "residual: expected one layer or more, got none");
  }

  /** Without a layer in the shortcut. */
  public Residual(Layer... layers) {
    this(List.of(layers), List.of());
  }

  @Override
  public List<Layer> children() {
    return Stream.concat(layers.stream(), shortcut.stream()).toList();
  }

  @Override
  public boolean hasBranches() {
    return true;
  }

  @Override
  public boolean stepwise() {
    return children().stream().allMatch(Layer::stepwise);
  }

  @Override
  public Value build(GraphScope scope, Value input) {
    Ops tf = scope.tf();
    Value made = Layer.buildAll(scope, layers, input);
    Value kept = Layer.buildAll(scope, shortcut, input);
    if (made.shape().equals(kept.shape())) {
      if (made instanceof Value.Vector a && kept instanceof Value.Vector b) {
        return new Value.Vector(tf.math.add(a.tensor(), b.tensor()), a.features());
      }
      if (made instanceof Value.Image a && kept instanceof Value.Image b) {
        return new Value.Image(
            tf.math.add(a.tensor(), b.tensor()), a.height(), a.width(), a.channels());
      }
      if (made instanceof Value.Steps a && kept instanceof Value.Steps b) {
        Series sum =
            Series.ofRows(tf, tf.math.add(a.joined(tf).rows(), b.joined(tf).rows()), a.count());
        return new Value.Steps(sum, a.features(), Value.Steps.shortest(tf, List.of(a, b)));
      }
    }
    throw failure(
        "layer 'residual' adds its input to what its layers give, but one is %s and the other %s;"
            + " keep steps and features, or set 'shortcut', such as [{type: dense, units: %d}]",
        kept.shape(), made.shape(), made.channels());
  }
}
