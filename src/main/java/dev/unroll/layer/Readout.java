package dev.unroll.layer;

import static dev.unroll.check.Check.present;
import static dev.unroll.check.Check.that;

import dev.unroll.check.Default;
import dev.unroll.graph.GraphScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceMax;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * One vector out of all steps: [batch, steps, features] to [batch, features].
 *
 * @param take which
 */
public record Readout(@Default("last") Take take) implements Layer {

  /** What a readout takes. */
  public enum Take {
    /**
     * The last step of the padded batch, as {@code outputs[-1]}: zero for a shorter row. After a
     * bidirectional network its backward half has seen one step only; use {@link #BOTH_ENDS} there.
     */
    LAST,
    /** The last step of each row before its padding. */
    LAST_VALID,
    /**
     * After a bidirectional network: the forward half at the last step before the padding and the
     * backward half at the first step, so that either has seen the whole sequence.
     */
    BOTH_ENDS,
    /** The mean over the steps before the padding. */
    MEAN,
    /** The maximum over the steps before the padding, feature by feature. */
    MAX
  }

  /** Below every output of a cell, and finite. */
  private static final float LOWEST = -Float.MAX_VALUE;

  public Readout {
    present("readout: take", take);
  }

  @Override
  public String label() {
    return "readout";
  }

  @Override
  public Value build(GraphScope scope, Value input) {
    Value.Steps steps = requireSteps(input);
    Ops tf = scope.tf();
    Operand<TFloat32> taken =
        switch (take) {
          case LAST -> steps.steps().get(steps.steps().size() - 1);
          case LAST_VALID -> lastValid(tf, steps);
          case BOTH_ENDS -> bothEnds(tf, steps);
          case MEAN -> mean(tf, steps);
          case MAX -> max(tf, steps);
        };
    return new Value.Vector(taken, steps.features());
  }

  private static Operand<TFloat32> lastValid(Ops tf, Value.Steps input) {
    List<Operand<TFloat32>> steps = input.steps();
    Optional<Mask> mask = Mask.of(tf, input.lengths());
    if (mask.isEmpty()) {
      return steps.get(steps.size() - 1);
    }
    Operand<TFloat32> taken = steps.get(0);
    for (int t = 1; t < steps.size(); t++) {
      taken = mask.get().select(t, steps.get(t), taken);
    }
    return taken;
  }

  private static Operand<TFloat32> bothEnds(Ops tf, Value.Steps input) {
    that(
        input.directions() == 2,
        "readout both-ends joins the two directions of a bidirectional network, but the layer before"
            + " it runs forward only; use last-valid");
    Operand<TInt32> axis = tf.constant(1);
    Operand<TFloat32> forward = tf.split(axis, lastValid(tf, input), 2L).output().get(0);
    Operand<TFloat32> backward = tf.split(axis, input.steps().get(0), 2L).output().get(1);
    return tf.concat(List.of(forward, backward), axis);
  }

  private static Operand<TFloat32> mean(Ops tf, Value.Steps input) {
    Optional<Mask> mask = Mask.of(tf, input.lengths());
    if (mask.isEmpty()) {
      Operand<TFloat32> sum = tf.math.addN(input.steps());
      return tf.math.mul(sum, tf.constant(1f / input.steps().size()));
    }
    Operand<TFloat32> sum = tf.math.addN(filled(tf, input, mask.get(), 0));
    return tf.math.div(sum, tf.dtypes.cast(mask.get().lengths(), TFloat32.class));
  }

  private static Operand<TFloat32> max(Ops tf, Value.Steps input) {
    List<Operand<TFloat32>> steps =
        Mask.of(tf, input.lengths())
            .map(mask -> filled(tf, input, mask, LOWEST))
            .orElse(input.steps());
    return tf.reduceMax(tf.stack(steps), tf.constant(0), new ReduceMax.Options[0]);
  }

  /** The steps, with {@code filler} past each row's end. */
  private static List<Operand<TFloat32>> filled(
      Ops tf, Value.Steps input, Mask mask, float filler) {
    List<Operand<TFloat32>> filled = new ArrayList<>();
    for (int t = 0; t < input.steps().size(); t++) {
      filled.add(mask.select(t, input.steps().get(t), tf.constant(filler)));
    }
    return filled;
  }
}
