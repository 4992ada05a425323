package dev.unroll.model;

import dev.unroll.layer.ActivationFunction;
import dev.unroll.layer.BasicLstm;
import dev.unroll.layer.BasicRnn;
import dev.unroll.layer.Cell;
import dev.unroll.layer.Conv1D;
import dev.unroll.layer.Gru;
import dev.unroll.layer.Lstm;
import dev.unroll.layer.Padding;
import dev.unroll.layer.Pool1D;
import dev.unroll.layer.Readout;
import dev.unroll.layer.Readout.Take;
import dev.unroll.layer.Recurrent;

/**
 * The seven recurrent classifiers that the recipes {@code har-*} use, by their TensorFlow 1 parts.
 *
 * <p>All read out the last step of each sequence, but the bidirectional one, which takes both ends:
 * at the last step its backward cell has seen one step only.
 */
public final class Models {

  /** Cells of {@link #multilayer(int)}. */
  public static final int DEFAULT_DEPTH = 4;

  private Models() {}

  /** {@code static_rnn} over a {@code BasicRNNCell}. */
  public static ModelDesign rnn(int units) {
    return deep(new BasicRnn(units), 1);
  }

  /** {@code static_rnn} over a {@code BasicLSTMCell}. */
  public static ModelDesign lstm(int units) {
    return deep(new BasicLstm(units), 1);
  }

  /** {@code static_rnn} over an {@code LSTMCell} with peepholes. */
  public static ModelDesign lstmPeephole(int units) {
    return deep(new Lstm(units), 1);
  }

  /** {@code static_rnn} over a {@code GRUCell}. */
  public static ModelDesign gru(int units) {
    return deep(new Gru(units), 1);
  }

  /** {@code static_bidirectional_rnn} over two {@code BasicLSTMCell}s. */
  public static ModelDesign bilstm(int units) {
    return ModelDesign.of(
        new Recurrent(new BasicLstm(units), 1, true), new Readout(Take.BOTH_ENDS));
  }

  /** {@code static_rnn} over a {@code MultiRNNCell} of two {@code BasicLSTMCell}s. */
  public static ModelDesign twolayerLstm(int units) {
    return deep(new BasicLstm(units), 2);
  }

  /** {@code static_rnn} over a {@code MultiRNNCell} of four {@code BasicLSTMCell}s. */
  public static ModelDesign multilayer(int units) {
    return deep(new BasicLstm(units), DEFAULT_DEPTH);
  }

  /**
   * Two convolutions of windows of five steps, with a pool of three between, and a GRU over what
   * they make: what the recipe {@code climate-crnn} has, without dropout.
   */
  public static ModelDesign convGru(int units) {
    return ModelDesign.of(
        new Conv1D(units, 5, Padding.VALID, ActivationFunction.RELU),
        new Pool1D(3),
        new Conv1D(units, 5, Padding.VALID, ActivationFunction.RELU),
        new Recurrent(new Gru(units)),
        new Readout(Take.LAST_VALID));
  }

  /** {@code static_rnn} over a {@code MultiRNNCell} of {@code depth} cells of any kind. */
  public static ModelDesign deep(Cell cell, int depth) {
    return ModelDesign.of(new Recurrent(cell, depth, false), new Readout(Take.LAST_VALID));
  }
}
