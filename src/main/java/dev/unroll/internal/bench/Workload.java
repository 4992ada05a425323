package dev.unroll.internal.bench;

import static dev.unroll.check.Check.positive;
import static dev.unroll.check.Check.that;

import com.google.common.collect.ImmutableMap;
import dev.unroll.data.Layout;
import dev.unroll.data.Schema;
import dev.unroll.data.Sequences;
import dev.unroll.data.Signal;
import dev.unroll.graph.Kernels;
import dev.unroll.model.LossOptions;
import dev.unroll.model.ModelCard;
import dev.unroll.model.ModelDesign;
import dev.unroll.model.ModelSpec;
import dev.unroll.model.Models;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * What is timed: a classifier of random sequences into six classes.
 *
 * @param cell one of {@link #CELLS}
 * @param units of each cell
 * @param batch rows
 * @param steps of a sequence
 * @param features of a step
 * @param kernels how the recurrent layer is computed
 */
public record Workload(
    String cell, int units, int batch, int steps, int features, Kernels kernels) {

  private static final int CLASSES = 6;

  private static final String CONV_GRU = "conv-gru";
  private static final int WINDOW = 5;
  private static final int POOL = 3;

  /** A network, with what its number of products follows from. */
  private record Network(IntFunction<ModelDesign> design, int gates, int directions, int depth) {}

  private static final ImmutableMap<String, Network> NETWORKS =
      ImmutableMap.of(
          "rnn",
          new Network(Models::rnn, 1, 1, 1),
          "lstm",
          new Network(Models::lstm, 4, 1, 1),
          "lstm-peephole",
          new Network(Models::lstmPeephole, 4, 1, 1),
          "gru",
          new Network(Models::gru, 3, 1, 1),
          "bilstm",
          new Network(Models::bilstm, 4, 2, 1),
          "twolayer-lstm",
          new Network(Models::twolayerLstm, 4, 1, 2),
          CONV_GRU,
          new Network(Models::convGru, 3, 1, 1));

  /** Names of the networks. */
  public static final List<String> CELLS = NETWORKS.keySet().asList();

  public Workload {
    that(NETWORKS.containsKey(cell), "bench: cell: expected one of %s, got '%s'", CELLS, cell);
    positive("bench: units", units);
    positive("bench: batch", batch);
    positive("bench: steps", steps);
    positive("bench: features", features);
    that(
        (double) batch * steps * features <= Integer.MAX_VALUE,
        "bench: %d rows of %d steps x %d features are more than %d values; choose fewer",
        batch,
        steps,
        features,
        Integer.MAX_VALUE);
  }

  private Network network() {
    return NETWORKS.get(cell);
  }

  /** The model. */
  ModelSpec model() {
    return network()
        .design
        .apply(units)
        .withoutNormalization()
        .forLayout(new Layout(steps, false, schema()));
  }

  /** What its SavedModel says of itself. */
  ModelCard card() {
    return new ModelCard(
        "bench",
        "random",
        true,
        model().input(),
        schema(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        LossOptions.NONE);
  }

  private Schema schema() {
    return Schema.ofClasses(
        IntStream.range(0, features).mapToObj(i -> new Signal("feature " + i, "")).toList(),
        IntStream.range(0, CLASSES).mapToObj(i -> "class " + i).toList());
  }

  /** Normal numbers, {@code rows} sequences. */
  Sequences sequences(int rows) {
    Random random = new Random(1);
    float[] values = new float[rows * steps * features];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    int[] labels = IntStream.range(0, rows).map(i -> i % CLASSES).toArray();
    return Sequences.ofSteps(values, steps, features, labels, new int[rows]);
  }

  /** Columns of a cell's kernel. */
  public int gateColumns() {
    return network().gates * units;
  }

  /** Features that the first recurrent cell takes. */
  public int recurrentInputs() {
    return cell.equals(CONV_GRU) ? units : features;
  }

  /** Steps of the recurrent layer. */
  private int recurrentSteps() {
    return cell.equals(CONV_GRU) ? windows(windows(steps) / POOL) : steps;
  }

  private static int windows(int steps) {
    return steps - WINDOW + 1;
  }

  /**
   * Multiplications and additions of a training step's matrix products inside convolutions and the
   * recurrent layer: forward, and backward to weights, states and, above the first layer, inputs.
   */
  double trainingFlop() {
    double flop = 0;
    for (int layer = 0; layer < network().depth; layer++) {
      int inputs = layer == 0 ? recurrentInputs() : units;
      boolean first = layer == 0 && !cell.equals(CONV_GRU);
      double toWeights = inputs + units;
      double back = first ? units : inputs + units;
      flop += 2.0 * batch * recurrentSteps() * (2 * toWeights + back) * gateColumns();
    }
    flop *= network().directions;
    if (cell.equals(CONV_GRU)) {
      double kernel = 2.0 * batch * WINDOW * units;
      flop += 2 * kernel * features * windows(steps);
      flop += 3 * kernel * units * recurrentSteps();
    }
    return flop;
  }
}
