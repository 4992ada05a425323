package dev.unroll.convert.tensorflow1;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.graph.CheckpointReader;
import dev.unroll.graph.Initializer;
import dev.unroll.layer.BasicLstm;
import dev.unroll.layer.BasicRnn;
import dev.unroll.layer.Cell;
import dev.unroll.layer.Gru;
import dev.unroll.layer.Lstm;
import dev.unroll.layer.Recurrent;
import java.util.Map;

/** A recurrent layer that the variables of a scope tell. */
final class TensorFlow1Network {

  private static final Initializer KERNEL = new Initializer.GlorotUniform();

  private TensorFlow1Network() {}

  /**
   * A recurrent layer.
   *
   * @param layer ours
   * @param features that it takes
   */
  record Found(Recurrent layer, int features) {

    int outputSize() {
      return layer.cell().outputSize() * (layer.bidirectional() ? 2 : 1);
    }
  }

  /** The layer of a scope; its forget bias is what TensorFlow 1 adds by default. */
  static Found read(String who, CheckpointReader reader, Map<String, CellVariable> scope) {
    CellVariable any = scope.values().iterator().next();
    int depth = 1 + scope.values().stream().mapToInt(CellVariable::depth).max().orElse(0);
    Cell first = null;
    int features = 0;
    for (int d = 0; d < depth; d++) {
      Cell cell = cell(who, reader, scope, d);
      if (d == 0) {
        features = inputs(reader, scope, cell);
        first = cell;
      }
      that(
          cell.equals(first),
          "%s: scope '%s': cell %d is %s, but cell 0 %s; ours on top of each other are alike",
          who,
          any.scope(),
          d,
          cell,
          first);
    }
    return new Found(new Recurrent(first, depth, any.bidirectional()), features);
  }

  private static Cell cell(
      String who, CheckpointReader reader, Map<String, CellVariable> scope, int depth) {
    CellVariable any = at(who, scope, depth, "");
    return switch (any.kind()) {
      case RNN -> new BasicRnn(columns(who, reader, scope, depth, "kernel"), KERNEL);
      case GRU -> new Gru(columns(who, reader, scope, depth, "gates/kernel") / 2, KERNEL);
      case GRU_RESET_AFTER ->
          new Gru(columns(who, reader, scope, depth, "gates/kernel") / 2, KERNEL, true);
      case LSTM -> lstm(who, reader, scope, depth, any.cell().startsWith("cudnn") ? 0 : 1);
    };
  }

  private static Cell lstm(
      String who,
      CheckpointReader reader,
      Map<String, CellVariable> scope,
      int depth,
      double forgetBias) {
    int units = columns(who, reader, scope, depth, "kernel") / 4;
    boolean peepholes = has(scope, depth, "w_f_diag");
    int projection =
        has(scope, depth, "projection/kernel")
            ? columns(who, reader, scope, depth, "projection/kernel")
            : 0;
    return peepholes || projection > 0
        ? new Lstm(units, forgetBias, peepholes, 0, projection, 0, KERNEL)
        : new BasicLstm(units, forgetBias, KERNEL);
  }

  private static int inputs(CheckpointReader reader, Map<String, CellVariable> scope, Cell cell) {
    String kernel = cell instanceof Gru ? "gates/kernel" : "kernel";
    return scope.entrySet().stream()
        .filter(e -> e.getValue().depth() == 0 && e.getValue().variable().equals(kernel))
        .mapToInt(e -> (int) reader.shape(e.getKey())[0] - cell.outputSize())
        .findFirst()
        .orElse(0);
  }

  private static boolean has(Map<String, CellVariable> scope, int depth, String variable) {
    return scope.values().stream()
        .anyMatch(cell -> cell.depth() == depth && cell.variable().equals(variable));
  }

  private static CellVariable at(
      String who, Map<String, CellVariable> scope, int depth, String variable) {
    return scope.get(nameAt(who, scope, depth, variable));
  }

  private static String nameAt(
      String who, Map<String, CellVariable> scope, int depth, String variable) {
    return scope.entrySet().stream()
        .filter(e -> e.getValue().depth() == depth)
        .filter(e -> variable.isEmpty() || e.getValue().variable().equals(variable))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(
            () ->
                failure(
                    "%s: a variable '%s' of cell %d is missing; there are %s",
                    who, variable, depth, scope.keySet()));
  }

  private static int columns(
      String who,
      CheckpointReader reader,
      Map<String, CellVariable> scope,
      int depth,
      String variable) {
    String name = nameAt(who, scope, depth, variable);
    long[] shape = reader.shape(name);
    that(
        shape.length == 2 && shape[1] > 0 && shape[1] <= 4L * Cell.MOST_UNITS,
        "%s: variable '%s': expected a matrix, found %d dimensions",
        who,
        name,
        shape.length);
    return (int) shape[1];
  }
}
