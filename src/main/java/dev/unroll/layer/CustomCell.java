package dev.unroll.layer;

/**
 * A cell of others. Complete but for its imports:
 *
 * <pre>
 * public record MinimalGatedUnit(int units, &#64;Default("{type: glorot-uniform}") Initializer kernel)
 *     implements CustomCell {
 *   public MinimalGatedUnit {
 *     Cell.checkUnits("minimal-gated-unit: units", units);
 *     present("minimal-gated-unit: kernel", kernel);
 *   }
 *
 *   &#64;Override
 *   public CellFunction&lt;CellState.Tensors&gt; build(GraphScope scope, int inputSize) {
 *     Ops tf = scope.tf();
 *     GraphScope names = scope.child("minimal_gated_unit_cell");
 *     Shape shape = Shape.of(inputSize + units, units);
 *     Operand&lt;TFloat32&gt; kf = names.variable("forget/kernel", shape, kernel);
 *     Operand&lt;TFloat32&gt; bf = names.variable("forget/bias", Shape.of(units), new Initializer.Ones());
 *     Operand&lt;TFloat32&gt; kc = names.variable("candidate/kernel", shape, kernel);
 *     Operand&lt;TFloat32&gt; bc =
 *         names.variable("candidate/bias", Shape.of(units), new Initializer.Zeros());
 *     return CellFunction.of(
 *         List.of(units),
 *         (x, state, recurrent) -&gt; {
 *           Operand&lt;TFloat32&gt; h = state.get(0);
 *           Operand&lt;TFloat32&gt; dropped = recurrent.apply(h);
 *           Operand&lt;TFloat32&gt; f = tf.math.sigmoid(Cell.affine(tf, x, dropped, kf, bf));
 *           Operand&lt;TFloat32&gt; g = tf.math.tanh(Cell.affine(tf, x, tf.math.mul(f, dropped), kc, bc));
 *           return List.of(tf.math.add(h, tf.math.mul(f, tf.math.sub(g, h))));
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
