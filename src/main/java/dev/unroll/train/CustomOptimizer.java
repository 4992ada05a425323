package dev.unroll.train;

/**
 * A rule of others that moves variables against their gradients. Complete but for its imports:
 *
 * <pre>
 * public record Lion(&#64;Default("0.9") double beta1, &#64;Default("0.99") double beta2)
 *     implements CustomOptimizer {
 *   public Lion {
 *     fraction("lion: beta1", beta1);
 *     fraction("lion: beta2", beta2);
 *   }
 *
 *   &#64;Override
 *   public List&lt;Op&gt; apply(GraphScope scope, List&lt;Gradient&gt; gradients, Operand&lt;TFloat32&gt; rate) {
 *     Ops tf = scope.tf();
 *     List&lt;Op&gt; updates = new ArrayList&lt;&gt;();
 *     for (Gradient g : gradients) {
 *       Variable m = Optimizer.slot(scope, g, "Lion", new Initializer.Zeros());
 *       Operand&lt;TFloat32&gt; direction = tf.math.sign(mean(tf, m, g, beta1));
 *       updates.add(tf.assignSubVariableOp(g.variable().handle(), tf.math.mul(rate, direction)));
 *       updates.add(tf.assignVariableOp(m.handle(), mean(tf, m, g, beta2)));
 *     }
 *     return updates;
 *   }
 *
 *   private static Operand&lt;TFloat32&gt; mean(Ops tf, Variable m, Gradient g, double share) {
 *     return tf.math.add(
 *         tf.math.mul(m.value(), tf.constant((float) share)),
 *         tf.math.mul(g.value(), tf.constant((float) (1 - share))));
 *   }
 * }
 * </pre>
 *
 * <p>What a rule keeps from step to step lives in {@link Optimizer#slot}s, so that a resumed
 * training goes on with it. Gradients are of the weights before the step: an update that does not
 * take its gradient waits for it by {@code tf.withControlDependencies}.
 */
public non-sealed interface CustomOptimizer extends Optimizer {}
