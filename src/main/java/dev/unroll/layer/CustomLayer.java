package dev.unroll.layer;

/**
 * A layer of others. Complete but for its imports:
 *
 * <pre>
 * public record Scale(&#64;Default("1") double start) implements CustomLayer {
 *   public Scale {
 *     finite("scale: start", start);
 *   }
 *
 *   &#64;Override
 *   public Value build(GraphScope scope, Value input) {
 *     Ops tf = scope.tf();
 *     GraphScope names = scope.uniqueChild("scale");
 *     Operand&lt;TFloat32&gt; factors =
 *         names.variable("factors", Shape.of(input.channels()), new Initializer.Constant(start));
 *     return input.mapRows(tf, input.channels(), rows -&gt; tf.math.mul(rows, factors));
 *   }
 *
 *   &#64;Override
 *   public boolean stepwise() {
 *     return true;
 *   }
 * }
 * </pre>
 *
 * <p>Variables belong in {@link dev.unroll.graph.GraphScope#uniqueChild}, since a model may have
 * the layer twice. What lies past a row's end is unspecified: a layer that looks at more than one
 * step asks for {@link Value.Steps#zeroPadded}, one with statistics for {@link Value#mapValidRows}.
 * A layer with layers inside names them in {@link #children} and adds them by {@link
 * Layer#buildAll}.
 */
public non-sealed interface CustomLayer extends Layer {

  /** Not, unless a layer says so: predictions step by step would be wrong without a word. */
  @Override
  default boolean stepwise() {
    return false;
  }
}
