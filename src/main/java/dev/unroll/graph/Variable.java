package dev.unroll.graph;

import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * A resource variable of a graph.
 *
 * @param name exact and full, such as {@code rnn/basic_lstm_cell/kernel}
 * @param shape fully known
 * @param trainable whether an optimizer moves it
 * @param handle what operations that update it take
 * @param value its value as read in this graph
 * @param initialValue what {@code assign} gives it; feed it to assign something else
 * @param assign assigns the initial value
 */
public record Variable(
    String name,
    Shape shape,
    boolean trainable,
    Operand<? extends TType> handle,
    Operand<TFloat32> value,
    Operand<TFloat32> initialValue,
    Operation assign) {

  /** Number of values. */
  public long size() {
    return shape.size();
  }
}
