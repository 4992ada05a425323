package dev.unroll.internal.doctor.probe;

import dev.unroll.graph.Weights;
import dev.unroll.layer.ActivationFunction;
import dev.unroll.layer.BasicLstm;
import dev.unroll.layer.BasicRnn;
import dev.unroll.layer.Cell;
import dev.unroll.layer.Gru;
import dev.unroll.layer.Lstm;
import java.util.Optional;

/** A cell's steps of one sequence in plain Java, with what its gates get. */
abstract class CellSteps {

  private final int units;
  private final int products;
  private double[] h;

  private CellSteps(int units, int products) {
    this.units = units;
    this.products = products;
    this.h = new double[units];
  }

  /**
   * The steps of a usual cell; empty for others.
   *
   * @param scope of its variables, with a slash at the end
   * @param features of its inputs
   */
  static Optional<CellSteps> of(Cell cell, String scope, Weights weights, int features) {
    if (cell instanceof BasicRnn rnn && rnn.activation() == ActivationFunction.TANH) {
      return Optional.of(new Rnn(new Affine(weights, scope + "basic_rnn_cell", features)));
    }
    if (cell instanceof BasicLstm lstm && lstm.hasFusedKernel()) {
      Affine affine = new Affine(weights, scope + "basic_lstm_cell", features);
      return Optional.of(new LongShort(affine, lstm.forgetBias()));
    }
    if (cell instanceof Lstm lstm
        && lstm.hasFusedKernel()
        && !lstm.peepholes()
        && lstm.cellClip() == 0) {
      Affine affine = new Affine(weights, scope + "lstm_cell", features);
      return Optional.of(new LongShort(affine, lstm.forgetBias()));
    }
    if (cell instanceof Gru gru && gru.hasFusedKernel()) {
      return Optional.of(
          new Gated(
              new Affine(weights, scope + "gru_cell/gates", features),
              new Affine(weights, scope + "gru_cell/candidate", features)));
    }
    return Optional.empty();
  }

  /** Goes back to zeros. */
  void begin() {
    h = new double[units];
  }

  /**
   * One step.
   *
   * @param values of a sequence, of which those from {@code from} on are the step's
   * @return what each gate gets before its sigmoid or tanh, gate after gate
   */
  abstract double[] step(float[] values, int from);

  /** Which of the gates is the one that forgets, from 0; -1 for none. */
  int forgetGate() {
    return -1;
  }

  /** What the cell gave at its last step; a step changes it in place. */
  double[] h() {
    return h;
  }

  int units() {
    return units;
  }

  /** Products that a step computes. */
  int products() {
    return products;
  }

  /** {@code [x, h] K + b}. */
  private static final class Affine {
    private final int features;
    private final float[] kernel;
    private final float[] bias;

    Affine(Weights weights, String scope, int features) {
      this.features = features;
      this.kernel = weights.values(scope + "/kernel");
      this.bias = weights.values(scope + "/bias");
    }

    int units() {
      return kernel.length / bias.length - features;
    }

    double[] of(float[] values, int from, double[] h) {
      double[] sum = new double[bias.length];
      for (int k = 0; k < sum.length; k++) {
        sum[k] = bias[k];
      }
      for (int i = 0; i < features + h.length; i++) {
        double x = i < features ? values[from + i] : h[i - features];
        for (int k = 0; k < sum.length; k++) {
          sum[k] += x * kernel[i * sum.length + k];
        }
      }
      return sum;
    }
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /** {@code h' = tanh([x, h] K + b)}. */
  private static final class Rnn extends CellSteps {
    private final Affine affine;

    Rnn(Affine affine) {
      super(affine.units(), affine.kernel.length);
      this.affine = affine;
    }

    @Override
    double[] step(float[] values, int from) {
      double[] gates = affine.of(values, from, h());
      for (int k = 0; k < gates.length; k++) {
        h()[k] = Math.tanh(gates[k]);
      }
      return gates;
    }
  }

  /** Gates in the order i, j, f, o. */
  private static final class LongShort extends CellSteps {
    private final Affine affine;
    private final double forgetBias;
    private double[] c;

    LongShort(Affine affine, double forgetBias) {
      super(affine.units(), affine.kernel.length);
      this.affine = affine;
      this.forgetBias = forgetBias;
      this.c = new double[affine.units()];
    }

    @Override
    void begin() {
      super.begin();
      c = new double[units()];
    }

    @Override
    double[] step(float[] values, int from) {
      double[] gates = affine.of(values, from, h());
      int units = units();
      for (int u = 0; u < units; u++) {
        gates[2 * units + u] += forgetBias;
        c[u] =
            c[u] * sigmoid(gates[2 * units + u]) + sigmoid(gates[u]) * Math.tanh(gates[units + u]);
        h()[u] = Math.tanh(c[u]) * sigmoid(gates[3 * units + u]);
      }
      return gates;
    }

    @Override
    int forgetGate() {
      return 2;
    }
  }

  /** Gates in the order r, u, candidate. */
  private static final class Gated extends CellSteps {
    private final Affine gates;
    private final Affine candidate;

    Gated(Affine gates, Affine candidate) {
      super(candidate.units(), gates.kernel.length + candidate.kernel.length);
      this.gates = gates;
      this.candidate = candidate;
    }

    @Override
    double[] step(float[] values, int from) {
      int units = units();
      double[] first = gates.of(values, from, h());
      double[] reset = new double[units];
      for (int k = 0; k < units; k++) {
        reset[k] = sigmoid(first[k]) * h()[k];
      }
      double[] next = candidate.of(values, from, reset);
      double[] all = new double[3 * units];
      System.arraycopy(first, 0, all, 0, 2 * units);
      System.arraycopy(next, 0, all, 2 * units, units);
      for (int k = 0; k < units; k++) {
        double update = sigmoid(first[units + k]);
        h()[k] = update * h()[k] + (1 - update) * Math.tanh(next[k]);
      }
      return all;
    }
  }
}
