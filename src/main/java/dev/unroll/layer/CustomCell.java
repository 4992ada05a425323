package dev.unroll.layer;

/**
 * A cell of others. Complete but for its imports:
 *
 * <pre>
 * public record Leaky(int units, &#64;Default("0.9") double keep) implements CustomCell {
 *   public Leaky {
 *     Cell.checkUnits("leaky: units", units);
 *     fraction("leaky: keep", keep);
 *   }
 *
 *   &#64;Override
 *   public CellFunction&lt;CellState.Tensors&gt; build(GraphScope scope, int inputSize) {
 *     Ops tf = scope.tf();
 *     GraphScope names = scope.child("leaky_cell");
 *     Operand&lt;TFloat32&gt; kernel =
 *         names.variable(
 *             "kernel", Shape.of(inputSize + units, units), new Initializer.GlorotUniform());
 *     Operand&lt;TFloat32&gt; bias = names.variable("bias", Shape.of(units), new Initializer.Zeros());
 *     Operand&lt;TFloat32&gt; old = tf.constant((float) keep);
 *     Operand&lt;TFloat32&gt; fresh = tf.constant((float) (1 - keep));
 *     return CellFunction.of(
 *         List.of(units),
 *         (x, state, recurrent) -&gt; {
 *           Operand&lt;TFloat32&gt; h = state.get(0);
 *           Operand&lt;TFloat32&gt; g =
 *               tf.math.tanh(Cell.affine(tf, x, recurrent.apply(h), kernel, bias));
 *           return List.of(tf.math.add(tf.math.mul(h, old), tf.math.mul(g, fresh)));
 *         });
 *   }
 * }
 * </pre>
 *
 * <p>One step is all that it needs to tell: {@link Recurrent} has the rest. Such a cell runs
 * unrolled; one that can compute all steps at once says so by {@link #hasFusedKernel} and {@link
 * CellFunction#fused}, with a backward pass by {@link FusedKernel#differentiable}.
 */
public non-sealed interface CustomCell extends Cell {

  /** Not, unless a cell says so. */
  @Override
  default boolean hasFusedKernel() {
    return false;
  }
}
