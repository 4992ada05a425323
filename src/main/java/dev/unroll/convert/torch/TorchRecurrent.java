package dev.unroll.convert.torch;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.convert.arrays.Array;
import dev.unroll.convert.network.Cells;
import dev.unroll.convert.network.Module;
import dev.unroll.convert.network.Module.Kind;
import dev.unroll.graph.Initializer;
import dev.unroll.layer.BasicLstm;
import dev.unroll.layer.BasicRnn;
import dev.unroll.layer.Cell;
import dev.unroll.layer.Gru;
import dev.unroll.layer.Layer;
import dev.unroll.layer.Lstm;
import dev.unroll.layer.Recurrent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * PyTorch's RNN, LSTM or GRU of one or more layers. Which of them it is shows in how many gates its
 * kernels have.
 *
 * @param features that it takes
 * @param gates 1, 3 or 4
 * @param units of the state
 * @param projection features of its output; 0 for none
 * @param modules one a layer
 */
record TorchRecurrent(
    String name, int features, int gates, int units, int projection, List<Module> modules) {

  private static final Initializer KERNEL = new Initializer.GlorotUniform();

  /** In PyTorch's GRU the reset gate comes first. */
  private static final int RESET = 0;

  /** Reads a module's weights. */
  static TorchRecurrent of(String file, String name, Map<String, Array> weights) {
    String who = file + ": module '" + name + "'";
    Array state = find(who, weights, "weight_hh_l0");
    Array input = find(who, weights, "weight_ih_l0");
    that(
        state.rank() == 2 && input.rank() == 2 && state.size(1) > 0,
        "%s: expected matrices, found %s and %s",
        who,
        input.shapeText(),
        state.shapeText());
    Optional<Array> projection = Optional.ofNullable(weights.get("weight_hr_l0"));
    that(
        projection.isEmpty() || projection.get().rank() == 2,
        "%s: weight_hr_l0: expected a matrix, found %s",
        who,
        projection.map(Array::shapeText).orElse(""));
    int units = projection.map(p -> p.size(p.rank() - 1)).orElse(state.size(1));
    int gates = units == 0 ? 0 : state.size(0) / units;
    if (!(gates == 1 || gates == 3 || gates == 4) || state.size(0) != gates * units) {
      throw failure(
          "%s: weight_hh_l0 has %s rows for %d units; expected 1 (RNN), 3 (GRU) or 4 (LSTM) times as"
              + " many",
          who, state.size(0), units);
    }
    Set<String> used = new HashSet<>();
    List<Module> modules = new ArrayList<>();
    for (int layer = 0; weights.containsKey("weight_ih_l" + layer); layer++) {
      List<Map<String, Array>> directions = new ArrayList<>();
      directions.add(cell(who, weights, "_l" + layer, gates, used));
      if (weights.containsKey("weight_ih_l" + layer + "_reverse")) {
        directions.add(cell(who, weights, "_l" + layer + "_reverse", gates, used));
      }
      modules.add(new Module(name + ".l" + layer, Kind.RECURRENT, directions));
    }
    Set<String> left = new HashSet<>(weights.keySet());
    left.removeAll(used);
    that(left.isEmpty(), "%s: the weights %s belong to no layer of it", who, left);
    return new TorchRecurrent(
        name, input.size(1), gates, units, projection.map(p -> p.size(0)).orElse(0), modules);
  }

  private static Array find(String who, Map<String, Array> weights, String name) {
    Array array = weights.get(name);
    if (array == null) {
      throw failure("%s: '%s' is missing; there are %s", who, name, weights.keySet());
    }
    return array;
  }

  private static Map<String, Array> cell(
      String who, Map<String, Array> weights, String end, int gates, Set<String> used) {
    Cells cells =
        new Cells(
            who,
            take(who, weights, "weight_ih" + end, used).transposed(),
            take(who, weights, "weight_hh" + end, used).transposed());
    int columns = cells.input().size(1);
    boolean biased = weights.containsKey("bias_ih" + end);
    Array zeros = Array.filled(0, columns);
    Array ofInput = biased ? take(who, weights, "bias_ih" + end, used) : zeros;
    Array ofState = biased ? take(who, weights, "bias_hh" + end, used) : zeros;
    that(
        ofInput.is(columns) && ofState.is(columns),
        "%s: expected biases [%d], found %s and %s",
        who,
        columns,
        ofInput.shapeText(),
        ofState.shapeText());
    if (gates == 3) {
      return cells.gruResetAfter(RESET, ofInput, ofState);
    }
    if (gates == 1) {
      return cells.basicRnn(ofInput.plus(ofState));
    }
    Optional<Array> projection =
        weights.containsKey("weight_hr" + end)
            ? Optional.of(take(who, weights, "weight_hr" + end, used).transposed())
            : Optional.empty();
    return cells.lstm(ofInput.plus(ofState), projection);
  }

  private static Array take(String who, Map<String, Array> weights, String name, Set<String> used) {
    used.add(name);
    return find(who, weights, name);
  }

  boolean bidirectional() {
    return modules.get(0).bidirectional();
  }

  /** Whether it is a basic RNN. */
  boolean basic() {
    return gates == 1;
  }

  /** Features that it gives. */
  int outputSize() {
    return (projection > 0 ? projection : units) * (bidirectional() ? 2 : 1);
  }

  /** Ours: PyTorch joins directions after every layer, we do so at a layer's end. */
  List<Layer> layers() {
    return bidirectional()
        ? Collections.nCopies(modules.size(), new Recurrent(cell(), 1, true))
        : List.of(new Recurrent(cell(), modules.size(), false));
  }

  private Cell cell() {
    return switch (gates) {
      case 1 -> new BasicRnn(units, KERNEL);
      case 3 -> new Gru(units, KERNEL, true);
      default ->
          projection == 0
              ? new BasicLstm(units, 0, KERNEL)
              : new Lstm(units, 0, false, 0, projection, 0, KERNEL);
    };
  }

  /** For tables. */
  String line() {
    String kind = gates == 1 ? "RNN" : gates == 3 ? "GRU" : "LSTM";
    return String.format(
        Locale.ROOT,
        "'%s': %s%s of %d units%s, %d features, %d layer%s",
        name,
        bidirectional() ? "bidirectional " : "",
        kind,
        units,
        projection > 0 ? " projected to " + projection : "",
        features,
        modules.size(),
        modules.size() == 1 ? "" : "s");
  }
}
