package dev.unroll.convert.onnx;

import dev.unroll.layer.Recurrent;
import java.util.Arrays;
import java.util.List;

/**
 * ONNX's RNN, LSTM or GRU.
 *
 * @see <a href="https://onnx.ai/onnx/operators/onnx__LSTM.html">LSTM</a>, <a
 *     href="https://onnx.ai/onnx/operators/onnx__GRU.html">GRU</a>
 */
final class OnnxRecurrent {

  private static final int SEQUENCE_LENGTHS = 4;
  private static final int INITIAL_STATE = 5;
  private static final int INITIAL_CELL = 6;
  private static final int PEEPHOLES = 7;

  private OnnxRecurrent() {}

  /** Whether a node is one. */
  static boolean has(String op) {
    return OnnxCells.ACTIVATIONS.containsKey(op);
  }

  /** Adds the layer; all outputs, the final states and, of an LSTM, the cells' final states. */
  static List<Grid> add(OnnxChain chain, OnnxNode node, OnnxValues values) {
    Grid data = values.data(node, 0);
    node.require(data.rank() == 3, "expected it to take all steps, found " + data.shapeText());
    for (int state : new int[] {INITIAL_STATE, INITIAL_CELL}) {
      node.require(
          node.input(state).isEmpty() || values.value(node, state).isZero(),
          "it does not begin with a state of zeros; there is no counterpart");
    }
    OnnxCells.Weights weights =
        new OnnxCells.Weights(
            values.weight(node, 1),
            values.weight(node, 2),
            values.optional(node, 3),
            values.optional(node, PEEPHOLES));
    boolean batchFirst = node.whole("layout", 0) == 1;
    OnnxRows rows = chain.rows(node, data, 2);
    Tap before = chain.last();
    node.require(!before.vector(), "expected it to take all steps, but a readout comes before it");
    requireOrder(node, rows, before, batchFirst);
    requireFull(node, values, before);
    int channels = rows.sources().length;
    OnnxLayer layer = OnnxCells.of(node, weights, channels, rows.sources(), before.features());
    Recurrent recurrent = (Recurrent) layer.layer();
    int units = recurrent.cell().outputSize();
    int directions = recurrent.bidirectional() ? 2 : 1;
    Tap tap =
        chain.addSteps(layer, before.steps(), directions * units, directions == 2 ? units : 0);
    int steps = tap.steps();
    int batch = tap.batch();
    Grid all = Grid.counting(tap.first(), batch, steps, directions, units);
    Grid ends =
        directions == 1
            ? all.range(1, steps - 1, steps)
            : Grid.joined(
                2,
                List.of(
                    all.range(1, steps - 1, steps).range(2, 0, 1),
                    all.range(1, 0, 1).range(2, 1, 2)));
    Grid last = ends.reshaped(batch, directions, units);
    Grid cells =
        chain.barred("the cells of '" + node.name() + "' end with", directions, batch, units);
    return batchFirst
        ? List.of(all, last, cells.transposed(1, 0, 2))
        : List.of(all.transposed(1, 2, 0, 3), last.transposed(1, 0, 2), cells);
  }

  private static void requireOrder(OnnxNode node, OnnxRows rows, Tap tap, boolean batchFirst) {
    boolean order = true;
    boolean turned = true;
    int inner = batchFirst ? tap.steps() : tap.batch();
    int width = rows.shape()[1];
    for (int row = 0; row < rows.steps().length; row++) {
      int step = rows.steps()[row];
      int sequence = rows.batch()[row];
      int outerAt = row / width;
      int innerAt = row % width;
      order &= width == inner && (batchFirst ? sequence : step) == outerAt;
      order &= (batchFirst ? step : sequence) == innerAt;
      turned &= (batchFirst ? step : sequence) == outerAt;
    }
    node.require(
        !turned || order,
        "it runs over the batch instead of the steps: it takes "
            + (batchFirst ? "[steps, batch, features]" : "[batch, steps, features]")
            + " (in PyTorch, batch_first=True was left out); there is no counterpart");
    node.require(
        order,
        "it takes steps or sequences in another order than the inputs'; there is no counterpart");
  }

  /** Lengths of sequences are of no account where all are full. */
  private static void requireFull(OnnxNode node, OnnxValues values, Tap tap) {
    boolean full =
        node.input(SEQUENCE_LENGTHS).isEmpty()
            || values
                .wholes(node, SEQUENCE_LENGTHS)
                .filter(lengths -> Arrays.stream(lengths).allMatch(l -> l == tap.steps()))
                .isPresent();
    node.require(
        full, "it takes lengths of sequences (sequence_lens); save the model without them");
  }
}
