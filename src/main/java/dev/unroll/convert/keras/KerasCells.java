package dev.unroll.convert.keras;

import dev.unroll.convert.arrays.Array;
import dev.unroll.convert.keras.KerasWeights.Part;
import dev.unroll.convert.network.Cells;
import dev.unroll.convert.network.Module;
import dev.unroll.graph.Initializer;
import dev.unroll.layer.ActivationFunction;
import dev.unroll.layer.BasicLstm;
import dev.unroll.layer.BasicRnn;
import dev.unroll.layer.Cell;
import dev.unroll.layer.Gru;
import dev.unroll.layer.Join;
import dev.unroll.layer.Recurrent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Keras' recurrent layers as ours. */
final class KerasCells {

  /** Keras' classes. */
  static final Set<String> TYPES = Set.of("SimpleRNN", "LSTM", "GRU");

  /** Settings that both directions must have alike. */
  private static final List<String> ALIKE =
      List.of(
          "units",
          "activation",
          "recurrent_activation",
          "use_bias",
          "reset_after",
          "dropout",
          "recurrent_dropout",
          "return_sequences");

  private static final Initializer KERNEL = new Initializer.GlorotUniform();

  /** In Keras' GRU the update gate comes first. */
  private static final int RESET = 1;

  private KerasCells() {}

  private static final Map<String, Join> MERGES =
      Map.of("sum", Join.SUM, "ave", Join.AVERAGE, "mul", Join.PRODUCT);

  /**
   * A layer of ours with its weights.
   *
   * @param merge what becomes of the two directions, where they do not stay beside each other
   */
  record Converted(Recurrent layer, Module module, Optional<Join> merge) {}

  /** A layer that runs forward. */
  static Converted forward(KerasLayer layer, KerasWeights weights) {
    check(layer);
    layer.requireOff("go_backwards", "a layer runs backward only inside Bidirectional");
    Cell cell = cell(layer);
    return new Converted(
        recurrent(layer, cell, false),
        Module.of(layer.name(), Module.Kind.RECURRENT, cell(layer, weights, layer, Part.CELL)),
        Optional.empty());
  }

  /** Two layers, one of them backward. */
  static Converted bidirectional(KerasLayer both, KerasWeights weights) {
    String merge = both.config().path("merge_mode").asText("none");
    both.require(
        merge.equals("concat") || MERGES.containsKey(merge),
        "merge_mode '" + merge + "' has no counterpart; expected concat, sum, ave or mul");
    KerasLayer forward = both.inner("layer");
    both.require(
        TYPES.contains(forward.type()),
        "wraps " + forward.type() + "; expected one of " + TYPES.stream().sorted().toList());
    check(forward);
    forward.requireOff("go_backwards", "the first direction of Bidirectional must run forward");
    boolean given = both.config().path("backward_layer").isObject();
    KerasLayer backward = given ? both.inner("backward_layer") : forward;
    both.require(backward.type().equals(forward.type()), "its directions are of two kinds");
    check(backward);
    both.require(
        !given || backward.flag("go_backwards", false),
        "its backward_layer must have go_backwards");
    for (String key : ALIKE) {
      both.require(
          backward.config().path(key).equals(forward.config().path(key)),
          "its directions differ in " + key);
    }
    return new Converted(
        recurrent(forward, cell(forward), true),
        new Module(
            both.name(),
            Module.Kind.RECURRENT,
            List.of(
                cell(forward, weights, both, Part.FORWARD),
                cell(backward, weights, both, Part.BACKWARD))),
        Optional.ofNullable(MERGES.get(merge)));
  }

  private static void check(KerasLayer layer) {
    layer.requireUsual();
    layer.requireOff("stateful", "its state goes from batch to batch");
    layer.requireOff("time_major", "expected [batch, steps, features]");
  }

  private static Recurrent recurrent(KerasLayer layer, Cell cell, boolean bidirectional) {
    return new Recurrent(
        cell,
        1,
        bidirectional,
        layer.number("dropout", 0),
        layer.number("recurrent_dropout", 0),
        Recurrent.State.STATELESS);
  }

  private static Cell cell(KerasLayer layer) {
    int units = layer.whole("units");
    ActivationFunction activation = layer.activation();
    if (layer.type().equals("SimpleRNN")) {
      return new BasicRnn(units, KERNEL, activation);
    }
    ActivationFunction gates = KerasFunctions.of(layer, "recurrent_activation");
    return layer.type().equals("LSTM")
        ? new BasicLstm(units, 0, KERNEL, activation, gates)
        : new Gru(units, KERNEL, layer.flag("reset_after", false), activation, gates);
  }

  private static Map<String, Array> cell(
      KerasLayer layer, KerasWeights weights, KerasLayer holder, Part part) {
    boolean biased = layer.flag("use_bias", true);
    List<String> names = new ArrayList<>(List.of("kernel", "recurrent_kernel"));
    if (biased) {
      names.add("bias");
    }
    Map<String, Array> given = weights.of(holder, part, names);
    Cells cells = new Cells(holder.who(), given.get("kernel"), given.get("recurrent_kernel"));
    int columns = cells.input().size(1);
    if (layer.type().equals("GRU") && layer.flag("reset_after", false)) {
      Array bias = biased ? given.get("bias") : Array.filled(0, 2, columns);
      layer.require(
          bias.is(2, columns), "expected a bias [2, " + columns + "], found " + bias.shapeText());
      return cells.gruResetAfter(
          RESET, bias.rows(0, 1).reshaped(columns), bias.rows(1, 2).reshaped(columns));
    }
    Array bias = biased ? given.get("bias") : Array.filled(0, columns);
    return switch (layer.type()) {
      case "SimpleRNN" -> cells.basicRnn(bias);
      case "LSTM" -> cells.lstm(bias, Optional.empty());
      default -> cells.gru(RESET, bias);
    };
  }
}
