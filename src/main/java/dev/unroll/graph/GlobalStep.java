package dev.unroll.graph;

import java.util.List;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * The variable that counts training steps, for a graph that is trained without Unroll around it.
 *
 * @param handle of the variable, an int64 scalar
 * @param value steps done
 * @param initialValue 0
 * @param assign gives it its initial value
 */
public record GlobalStep(
    Operand<? extends TType> handle,
    Operand<TInt64> value,
    Operand<TInt64> initialValue,
    Operation assign) {

  /** Its name in graphs and checkpoints, TensorFlow 1's. */
  public static final String NAME = "global_step";

  /** Adds the variable to the graph of {@code scope}; random numbers there go by it. */
  public static GlobalStep in(GraphScope scope) {
    Ops tf = scope.tf();
    GraphOperation handle =
        scope
            .graph()
            .opBuilder("VarHandleOp", NAME, tf.scope())
            .setAttr("dtype", DataType.DT_INT64)
            .setAttr("shape", Shape.scalar())
            .setAttr("container", "")
            .setAttr("shared_name", NAME)
            .build();
    Operand<TInt64> zero = tf.constant(0L);
    GraphOperation assign =
        scope
            .graph()
            .opBuilder("AssignVariableOp", NAME + "/Assign", tf.scope())
            .addInput(handle.output(0))
            .addInput(zero.asOutput())
            .setAttr("dtype", DataType.DT_INT64)
            .build();
    GraphOperation read =
        scope
            .graph()
            .opBuilder("ReadVariableOp", NAME + "/Read/ReadVariableOp", tf.scope())
            .addInput(handle.output(0))
            .setAttr("dtype", DataType.DT_INT64)
            .build();
    Operand<? extends TType> variable = handle.output(0);
    GlobalStep step = new GlobalStep(variable, read.output(0), zero, assign);
    scope.countSteps(step.value);
    return step;
  }

  /** Adds one to it, once {@code before} are done. */
  public Op increment(Ops tf, List<Op> before) {
    return tf.withControlDependencies(before).assignAddVariableOp(handle, tf.constant(1L));
  }
}
