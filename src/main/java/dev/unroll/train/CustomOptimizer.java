package dev.unroll.train;

/**
 * A rule of others that moves variables against their gradients. Complete but for its imports:
 *
 * <pre>
 * public record SignDescent() implements CustomOptimizer {
 *   &#64;Override
 *   public List&lt;Op&gt; apply(GraphScope scope, List&lt;Gradient&gt; gradients, Operand&lt;TFloat32&gt; rate) {
 *     Ops tf = scope.tf();
 *     return Optimizer.updates(
 *         gradients,
 *         g -&gt;
 *             tf.assignSubVariableOp(
 *                 g.variable().handle(), tf.math.mul(rate, tf.math.sign(g.value()))));
 *   }
 * }
 * </pre>
 *
 * <p>What a rule keeps from step to step lives in {@link Optimizer#slot}s, so that a resumed
 * training goes on with it. Gradients are of the weights before the step: an update that does not
 * take its gradient waits for it by {@code tf.withControlDependencies}.
 */
public non-sealed interface CustomOptimizer extends Optimizer {}
