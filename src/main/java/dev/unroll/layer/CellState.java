package dev.unroll.layer;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;

/**
 * What a cell carries from step to step. {@link Tensors} serves any cell; a record with names of
 * its own reads better.
 */
public interface CellState<S extends CellState<S>> {

  /**
   * This state for the rows where {@code mask} [batch, 1] holds, {@code previous} for the others.
   */
  S where(Ops tf, Operand<TBool> mask, S previous);

  /** Its tensors, [batch, size] each. */
  List<Operand<TFloat32>> tensors();

  /**
   * State of any cell.
   *
   * @param tensors [batch, size] each, in the order of {@link CellFunction#stateSizes}
   */
  record Tensors(List<Operand<TFloat32>> tensors) implements CellState<Tensors> {
    public Tensors {
      tensors = List.copyOf(tensors);
    }

    @Override
    public Tensors where(Ops tf, Operand<TBool> mask, Tensors previous) {
      List<Operand<TFloat32>> chosen = new ArrayList<>();
      for (int i = 0; i < tensors.size(); i++) {
        chosen.add(tf.select(mask, tensors.get(i), previous.tensors.get(i)));
      }
      return new Tensors(chosen);
    }
  }

  /**
   * State of a basic RNN or GRU.
   *
   * @param h hidden state [batch, units]
   */
  record Hidden(Operand<TFloat32> h) implements CellState<Hidden> {
    @Override
    public Hidden where(Ops tf, Operand<TBool> mask, Hidden previous) {
      return new Hidden(tf.select(mask, h, previous.h));
    }

    @Override
    public List<Operand<TFloat32>> tensors() {
      return List.of(h);
    }
  }

  /**
   * State of an LSTM.
   *
   * @param c cell state [batch, units]
   * @param h hidden state [batch, units], or [batch, projection]
   */
  record LongShort(Operand<TFloat32> c, Operand<TFloat32> h) implements CellState<LongShort> {
    @Override
    public LongShort where(Ops tf, Operand<TBool> mask, LongShort previous) {
      return new LongShort(tf.select(mask, c, previous.c), tf.select(mask, h, previous.h));
    }

    @Override
    public List<Operand<TFloat32>> tensors() {
      return List.of(c, h);
    }
  }
}
