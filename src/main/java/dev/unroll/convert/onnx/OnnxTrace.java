package dev.unroll.convert.onnx;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.convert.onnx.OnnxValue.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Follows the data through an ONNX graph, node by node: recurrent layers on top of each other, then
 * dense ones.
 */
final class OnnxTrace {

  private static final int SEQUENCE_LENGTHS = 4;
  private static final int INITIAL_STATE = 5;
  private static final int INITIAL_CELL = 6;
  private static final int PEEPHOLES = 7;

  /** The version of ONNX in which softmax is of the last axis by default. */
  private static final int LAST_AXIS_SOFTMAX = 13;

  private final OnnxFile file;
  private final OnnxValues values;
  private final List<OnnxRecurrent> recurrents = new ArrayList<>();
  private final List<OnnxDense> denses = new ArrayList<>();
  private boolean softmax;

  private OnnxTrace(OnnxFile file) {
    this.file = file;
    values = new OnnxValues(file);
  }

  /**
   * Follows them.
   *
   * @throws dev.unroll.check.InputException where there is a node that ours has no counterpart of
   */
  static OnnxLayers of(OnnxFile file) {
    OnnxTrace trace = new OnnxTrace(file);
    file.nodes().forEach(trace::follow);
    return trace.found();
  }

  private OnnxLayers found() {
    that(
        file.inputs().size() == 1 && file.outputs().size() == 1,
        "%s: expected one input and one output, found %s and %s; save the model without the others",
        file.name(),
        file.inputs(),
        file.outputs());
    that(
        !recurrents.isEmpty() && !denses.isEmpty(),
        "%s: expected LSTM, GRU or RNN, then Gemm or MatMul, found %d recurrent and %d dense layers",
        file.name(),
        recurrents.size(),
        denses.size());
    OnnxValue output = values.find(file.outputs().get(0));
    if (output == null || !output.isData() || output.layer() != layers()) {
      throw failure(
          "%s: the output '%s' is not what its last layer gives",
          file.name(), file.outputs().get(0));
    }
    return new OnnxLayers(recurrents, denses, softmax, output.form() == Form.DATA);
  }

  private int layers() {
    return recurrents.size() + denses.size();
  }

  private void follow(OnnxNode node) {
    String op = node.op();
    boolean known =
        OnnxRecurrent.has(op)
            || OnnxDense.begins(op)
            || OnnxDense.goesOn(op)
            || OnnxMoves.has(op)
            || op.equals("Softmax");
    node.require(
        known && node.domain().isEmpty(),
        "there is no counterpart"
            + (node.domain().isEmpty() ? "" : " of operations of '" + node.domain() + "'")
            + "; expected LSTM, GRU, RNN, Gemm, MatMul, Add, Softmax and nodes that move data");
    node.require(!node.outputs().isEmpty(), "it gives nothing");
    if (OnnxRecurrent.has(op)) {
      recurrent(node);
    } else if (OnnxDense.begins(op)) {
      dense(node);
    } else if (OnnxDense.goesOn(op)) {
      goOn(node);
    } else if (op.equals("Softmax")) {
      softmax(node);
    } else {
      List<OnnxValue> inputs = new ArrayList<>();
      for (int i = 0; i < node.inputs().size(); i++) {
        if (!node.input(i).isEmpty()) {
          inputs.add(values.value(node, i));
        }
      }
      OnnxValue given = OnnxMoves.give(node, inputs);
      node.require(given.form() != Form.CELLS, "it takes the states of cells, which ours keep");
      values.give(node, 0, given);
    }
  }

  private void recurrent(OnnxNode node) {
    node.require(
        node.input(SEQUENCE_LENGTHS).isEmpty(),
        "it takes lengths of sequences (sequence_lens); save the model without them");
    for (int state : new int[] {INITIAL_STATE, INITIAL_CELL}) {
      node.require(
          node.input(state).isEmpty() || values.value(node, state).isZero(),
          "it does not begin with a state of zeros; there is no counterpart");
    }
    OnnxValue data = values.value(node, 0);
    node.require(
        data.form() == Form.DATA && data.layer() == layers() && denses.isEmpty(),
        "expected it to take all steps of the inputs, or of the recurrent layer before it");
    OnnxRecurrent layer =
        OnnxRecurrent.of(
            node,
            new OnnxRecurrent.Weights(
                values.weight(node, 1),
                values.weight(node, 2),
                values.optional(node, 3),
                values.optional(node, PEEPHOLES)));
    if (!recurrents.isEmpty()) {
      checkSize(node, layer.features());
    }
    recurrents.add(layer);
    values.give(node, 0, OnnxValue.data(Form.DATA, layers()));
    values.give(node, 1, OnnxValue.data(Form.ENDS, layers()));
    values.give(node, 2, OnnxValue.data(Form.CELLS, layers()));
  }

  private void checkSize(OnnxNode node, int features) {
    int before =
        denses.isEmpty()
            ? recurrents.get(recurrents.size() - 1).outputSize()
            : denses.get(denses.size() - 1).units();
    node.require(
        features == before,
        "it takes " + features + " features, but what is before it gives " + before);
  }

  private OnnxValue ofLast(OnnxNode node, int input) {
    OnnxValue data = values.value(node, input);
    boolean usual =
        data.form() == Form.DATA || data.form() == Form.PART || data.form() == Form.ENDS;
    node.require(
        usual && data.layer() == layers() && !recurrents.isEmpty() && !softmax,
        "expected it to take what the layer before it gives, a recurrent or a dense one");
    return data;
  }

  private void dense(OnnxNode node) {
    OnnxValue data = ofLast(node, 0);
    OnnxDense layer =
        OnnxDense.of(
            node,
            values.weight(node, 1),
            node.op().equals("Gemm") ? values.optional(node, 2) : Optional.empty());
    checkSize(node, layer.kernel().size(0));
    denses.add(layer);
    values.give(node, 0, OnnxValue.data(data.form(), layers()));
  }

  /** A bias or an activation. */
  private void goOn(OnnxNode node) {
    boolean turned = node.op().equals("Add") && !values.value(node, 0).isData();
    OnnxValue data = ofLast(node, turned ? 1 : 0);
    int last = denses.size() - 1;
    node.require(
        last >= 0 && denses.get(last).end().equals(node.input(turned ? 1 : 0)),
        "expected it right after Gemm or MatMul");
    OnnxDense layer = denses.get(last);
    denses.set(
        last,
        node.op().equals("Add")
            ? layer.plus(node, values.weight(node, turned ? 0 : 1))
            : layer.then(node));
    values.give(node, 0, data);
  }

  private void softmax(OnnxNode node) {
    OnnxValue data = ofLast(node, 0);
    long axis = node.whole("axis", file.opset() < LAST_AXIS_SOFTMAX ? 1 : -1);
    node.require(
        axis == -1 || axis == (data.form() == Form.DATA ? 2 : 1),
        "expected softmax over the last axis, found axis " + axis);
    node.require(!denses.isEmpty(), "expected it after the output layer");
    softmax = true;
    values.give(node, 0, data);
  }
}
