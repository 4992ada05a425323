package dev.unroll.convert.onnx;

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
import dev.unroll.layer.Lstm;
import dev.unroll.layer.Recurrent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The weights and settings of ONNX's RNN, LSTM and GRU as ours. */
final class OnnxCells {

  /** The functions that our cells compute with. */
  static final Map<String, List<String>> ACTIVATIONS =
      Map.of(
          "RNN", List.of("tanh"),
          "GRU", List.of("sigmoid", "tanh"),
          "LSTM", List.of("sigmoid", "tanh", "tanh"));

  private static final Initializer KERNEL = new Initializer.GlorotUniform();

  /** In ONNX's GRU the update gate comes first. */
  private static final int RESET = 1;

  private OnnxCells() {}

  /**
   * Reads a node.
   *
   * @param weights W, R and, where it has them, B and P; zeros where there is no B
   * @param channels that it takes
   * @param sources the feature that each of them is
   * @param given features there are
   */
  static OnnxLayer of(OnnxNode node, Weights weights, int channels, int[] sources, int given) {
    String direction = node.text("direction", "forward");
    node.require(
        direction.equals("forward") || direction.equals("bidirectional"),
        "direction '" + direction + "' has no counterpart; expected forward or bidirectional");
    int directions = direction.equals("forward") ? 1 : 2;
    checkSettings(node, directions);
    int gates = node.op().equals("RNN") ? 1 : node.op().equals("GRU") ? 3 : 4;
    Array input = weights.input;
    Array state = weights.state;
    boolean solid = input.rank() == 3 && state.rank() == 3;
    int units = solid ? state.size(2) : 0;
    int features = solid ? input.size(2) : 0;
    int columns = units > 0 && features > 0 ? state.size(1) : 0;
    that(
        columns > 0
            && columns == (long) gates * units
            && state.is(directions, columns, units)
            && input.is(directions, columns, features)
            && node.whole("hidden_size", units) == units,
        "%s: expected W [%d, %d * units, features] and R [%d, %d * units, units], found %s and %s of"
            + " hidden_size %d",
        node.who(),
        directions,
        gates,
        directions,
        gates,
        input.shapeText(),
        state.shapeText(),
        node.whole("hidden_size", units));
    node.require(
        features == channels,
        "it takes " + features + " features, but what is before it gives " + channels);
    Array bias = weights.bias.orElse(Array.filled(0, directions, 2L * columns));
    Optional<Array> peepholes = weights.peepholes;
    that(
        bias.is(directions, 2L * columns)
            && peepholes.map(p -> p.is(directions, 3L * units)).orElse(true),
        "%s: expected B [%d, %d] and P [%d, %d], found %s and %s",
        node.who(),
        directions,
        2L * columns,
        directions,
        3L * units,
        bias.shapeText(),
        peepholes.map(Array::shapeText).orElse("none"));
    boolean after = node.whole("linear_before_reset", 0) != 0;
    List<Map<String, Array>> all = new ArrayList<>();
    for (int i = 0; i < directions; i++) {
      Cells cells =
          new Cells(
              node.who(),
              Scatter.over(
                  input.rows(i, i + 1).reshaped(columns, features).transposed(), 0, sources, given),
              state.rows(i, i + 1).reshaped(columns, units).transposed());
      Array both = bias.rows(i, i + 1).reshaped(2L * columns);
      int from = i;
      all.add(
          switch (node.op()) {
            case "RNN" -> cells.basicRnn(both.block(0, 2).plus(both.block(1, 2)));
            case "GRU" ->
                after
                    ? cells.gruResetAfter(RESET, both.block(0, 2), both.block(1, 2))
                    : cells.gru(RESET, both.block(0, 2).plus(both.block(1, 2)));
            default ->
                lstm(
                    cells,
                    both.block(0, 2).plus(both.block(1, 2)),
                    peepholes.map(p -> p.rows(from, from + 1).reshaped(3L * units)));
          });
    }
    Recurrent layer =
        new Recurrent(cell(node.op(), units, after, peepholes.isPresent()), 1, directions == 2);
    return new OnnxLayer(
        node.name(),
        layer,
        Optional.of(new Module(node.name(), Kind.RECURRENT, all)),
        node.listed(
            String.format(
                Locale.ROOT,
                "%s%d units, %d features",
                directions == 2 ? "bidirectional, " : "",
                units,
                features)));
  }

  /** ONNX's gates are i, o, f, c; its peepholes i, o, f. */
  private static Map<String, Array> lstm(Cells cells, Array bias, Optional<Array> peepholes) {
    int[] order = {0, 2, 3, 1};
    Map<String, Array> weights =
        new LinkedHashMap<>(
            new Cells(cells.who(), cells.input().blocks(4, order), cells.state().blocks(4, order))
                .lstm(bias.blocks(4, order), Optional.empty()));
    peepholes.ifPresent(
        p -> {
          weights.put("w_i_diag", p.block(0, 3));
          weights.put("w_o_diag", p.block(1, 3));
          weights.put("w_f_diag", p.block(2, 3));
        });
    return weights;
  }

  private static Cell cell(String op, int units, boolean after, boolean peepholes) {
    return switch (op) {
      case "RNN" -> new BasicRnn(units, KERNEL);
      case "GRU" -> new Gru(units, KERNEL, after);
      default ->
          peepholes ? new Lstm(units, 0, true, 0, 0, 0, KERNEL) : new BasicLstm(units, 0, KERNEL);
    };
  }

  private static void checkSettings(OnnxNode node, int directions) {
    node.require(
        !node.attributes().containsKey("clip"),
        "clip bounds what goes into the gates; there is no counterpart");
    node.require(
        node.whole("input_forget", 0) == 0,
        "input_forget couples two gates; there is no counterpart");
    long layout = node.whole("layout", 0);
    node.require(layout == 0 || layout == 1, "expected layout 0 or 1, found " + layout);
    OnnxAttribute given = node.attributes().get("activations");
    List<String> found =
        given == null
            ? List.of()
            : given.texts().stream().map(text -> text.toLowerCase(Locale.ROOT)).toList();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < directions; i++) {
      expected.addAll(ACTIVATIONS.get(node.op()));
    }
    node.require(
        found.isEmpty() || found.equals(expected),
        "activations " + found + " have no counterpart; our cell computes with " + expected);
  }

  /** Weights as a node has them. */
  record Weights(Array input, Array state, Optional<Array> bias, Optional<Array> peepholes) {}
}
