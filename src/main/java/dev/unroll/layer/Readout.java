package dev.unroll.layer;

import static dev.unroll.check.Check.present;
import static dev.unroll.check.Check.that;

import dev.unroll.graph.GraphScope;
import dev.unroll.settings.Default;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * One vector out of all steps: [batch, steps, features] to [batch, features].
 *
 * @param take which
 */
public record Readout(@Default("last") Take take) implements Layer {

  /** What a readout takes. */
  public enum Take {
    /**
     * The last step of the padded batch, as {@code outputs[-1]}: zero for a shorter row, so that no
     * model is trained with it where sequences differ in length.
     */
    LAST,
    /**
     * The last step of each row before its padding; where all sequences are equally long, the same
     * as {@link #LAST}. After a bidirectional network its backward half has seen one step only; use
     * {@link #BOTH_ENDS} there.
     */
    LAST_VALID,
    /** The first step. */
    FIRST,
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
  static final float LOWEST = -Float.MAX_VALUE;

  public Readout {
    present("readout: take", take);
  }

  /** A state keeps what was taken of the steps before, and how many there were. */
  @Override
  public boolean stepwise() {
    return take != Take.BOTH_ENDS;
  }

  @Override
  public boolean readsPadding() {
    return take == Take.LAST;
  }

  @Override
  public Value build(GraphScope scope, Value input) {
    Value.Steps steps = requireSteps(input);
    Ops tf = scope.tf();
    if (scope.plan().stepwise()) {
      return new Value.Vector(running(scope, steps), steps.features());
    }
    Operand<TFloat32> taken =
        switch (take) {
          case LAST -> steps.zeroPadded(tf).last();
          case LAST_VALID -> steps.joined(tf).lastValid(steps.lengths());
          case FIRST -> steps.joined(tf).first();
          case BOTH_ENDS -> bothEnds(tf, steps);
          case MEAN -> mean(tf, steps);
          case MAX -> max(tf, steps);
        };
    return new Value.Vector(taken, steps.features());
  }

  /** What is taken of all steps up to the one that {@code input} has. */
  private Operand<TFloat32> running(GraphScope scope, Value.Steps input) {
    Ops tf = scope.tf();
    Operand<TFloat32> step = input.joined(tf).last();
    if (take == Take.LAST || take == Take.LAST_VALID) {
      return step;
    }
    int features = input.features();
    Operand<TFloat32> before = scope.stateBefore(features + 1);
    Operand<TFloat32> taken = tf.slice(before, tf.array(0, 0), tf.array(-1, features));
    Operand<TFloat32> count = tf.slice(before, tf.array(0, features), tf.array(-1, 1));
    Operand<TFloat32> counted = tf.math.add(count, tf.constant(1f));
    Operand<TFloat32> other =
        switch (take) {
          case FIRST -> taken;
          case MEAN -> tf.math.add(taken, tf.math.div(tf.math.sub(step, taken), counted));
          case MAX -> tf.math.maximum(step, taken);
          case LAST, LAST_VALID, BOTH_ENDS -> throw new AssertionError(take);
        };
    Operand<TFloat32> after = tf.select(tf.math.equal(count, tf.constant(0f)), step, other);
    scope.stateAfter(before, tf.concat(List.of(after, counted), tf.constant(1)));
    return after;
  }

  private static Operand<TFloat32> bothEnds(Ops tf, Value.Steps input) {
    that(
        input.directions().size() == 2,
        "readout both-ends joins the two directions of a bidirectional network, but the layer before"
            + " it runs forward only; use last-valid");
    return tf.concat(
        List.of(
            input.directions().get(0).lastValid(input.lengths()),
            input.directions().get(1).first()),
        tf.constant(1));
  }

  private static Operand<TFloat32> mean(Ops tf, Value.Steps input) {
    Series series = input.joined(tf);
    Operand<TFloat32> sum = tf.sum(input.zeroPadded(tf).packed(), tf.constant(0));
    return Mask.of(tf, input.lengths(), series.size())
        .<Operand<TFloat32>>map(
            mask -> tf.math.div(sum, tf.dtypes.cast(mask.lengths(), TFloat32.class)))
        .orElseGet(() -> tf.math.mul(sum, tf.constant(1f / series.size())));
  }

  private static Operand<TFloat32> max(Ops tf, Value.Steps input) {
    Series series = input.joined(tf);
    Operand<TFloat32> steps =
        Mask.of(tf, input.lengths(), series.size())
            .map(mask -> mask.select(series.packed(), tf.constant(LOWEST)))
            .orElseGet(series::packed);
    return tf.reduceMax(steps, tf.constant(0));
  }
}
