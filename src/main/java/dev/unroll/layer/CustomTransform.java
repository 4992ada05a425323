package dev.unroll.layer;

/**
 * A transform of others. Complete but for its imports:
 *
 * <pre>
 * public record Square() implements CustomTransform {
 *   &#64;Override
 *   public Value build(GraphScope scope, Value input) {
 *     return input.mapRows(scope.tf(), input.channels(), rows -&gt; scope.tf().math.square(rows));
 *   }
 *
 *   &#64;Override
 *   public boolean stepwise() {
 *     return true;
 *   }
 * }
 * </pre>
 */
public non-sealed interface CustomTransform extends Transform {

  /** Not, unless a transform says so: predictions step by step would be wrong without a word. */
  @Override
  default boolean stepwise() {
    return false;
  }
}
