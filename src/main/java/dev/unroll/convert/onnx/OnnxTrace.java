package dev.unroll.convert.onnx;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.check.InputException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Follows the data through an ONNX graph, node by node. Each number of the inputs, and each that a
 * layer gives, has a place of its own, so that what a node takes is known whatever moved it there:
 * which step, which sequence of the batch, which feature.
 */
final class OnnxTrace {

  /** The version of ONNX in which softmax is of the last axis by default. */
  private static final int LAST_AXIS_SOFTMAX = 13;

  /** Sizes for axes of any size; two of each, since what is followed must hold for all. */
  private static final int[][] ANY = {{2, 127}, {3, 131}};

  private final OnnxFile file;
  private final List<OnnxNode> nodes;
  private final OnnxChain chain;
  private final OnnxValues values;
  private boolean softmax;

  private OnnxTrace(OnnxFile file, List<OnnxNode> nodes, OnnxForm form, int[] any) {
    this.file = file;
    this.nodes = nodes;
    int batch = form.batch() > 0 ? form.batch() : any[0];
    int steps = form.steps() > 0 ? form.steps() : any[1];
    chain = new OnnxChain(steps, batch, form.features());
    values = new OnnxValues(file, nodes, form.inputs(batch, steps));
  }

  /**
   * What was found.
   *
   * @param form of the inputs
   */
  record Found(OnnxForm form, OnnxNetwork network) {}

  /**
   * Follows them.
   *
   * @throws InputException where there is a node that ours has no counterpart of
   */
  static Found of(OnnxFile file) {
    that(
        file.inputs().size() == 1 && file.outputs().size() == 1,
        "%s: expected one input and one output, found %s and %s; save the model without the others",
        file.name(),
        file.inputs().stream().map(OnnxInput::name).toList(),
        file.outputs());
    List<OnnxNode> nodes = needed(file);
    that(!nodes.isEmpty(), "%s: no node gives the output '%s'", file.name(), file.outputs().get(0));
    nodes.forEach(OnnxTrace::requireKnown);
    InputException first = null;
    for (OnnxForm form : OnnxForm.of(file, nodes)) {
      try {
        return new Found(form, network(file, nodes, form));
      } catch (InputException e) {
        first = first == null ? e : first;
      }
    }
    throw first;
  }

  private static OnnxNetwork network(OnnxFile file, List<OnnxNode> nodes, OnnxForm form) {
    OnnxNetwork network = new OnnxTrace(file, nodes, form, ANY[0]).network();
    if (form.batch() == 0 || form.steps() == 0) {
      OnnxNetwork other = new OnnxTrace(file, nodes, form, ANY[1]).network();
      that(
          network.same(other),
          "%s: what it computes depends on the size of the batch or the number of steps; save it with"
              + " a fixed number of steps",
          file.name());
    }
    return network;
  }

  /** The nodes that the output comes from. */
  private static List<OnnxNode> needed(OnnxFile file) {
    Set<String> names = new HashSet<>(file.outputs());
    List<OnnxNode> needed = new ArrayList<>();
    for (int i = file.nodes().size() - 1; i >= 0; i--) {
      OnnxNode node = file.nodes().get(i);
      if (node.outputs().stream().anyMatch(name -> !name.isEmpty() && names.contains(name))) {
        names.addAll(node.inputs());
        needed.add(node);
      }
    }
    Collections.reverse(needed);
    return needed;
  }

  private OnnxNetwork network() {
    for (OnnxNode node : nodes) {
      named(node, () -> follow(node));
      values.passed(node);
    }
    OnnxValue output = values.find(file.outputs().get(0));
    if (output == null || !output.isData()) {
      throw failure(
          "%s: the output '%s' does not depend on the inputs", file.name(), file.outputs().get(0));
    }
    OnnxNode last = nodes.get(nodes.size() - 1);
    OnnxNetwork[] network = new OnnxNetwork[1];
    named(
        last, () -> network[0] = OnnxOutput.of(chain, last, output.data().orElseThrow(), softmax));
    return network[0];
  }

  /** What tensors and our layers refuse is said with the node that asks for it. */
  private void named(OnnxNode node, Runnable step) {
    try {
      step.run();
    } catch (InputException e) {
      if (e.getMessage().startsWith(file.name() + ": ")) {
        throw e;
      }
      throw new InputException(node.who() + ": " + e.getMessage(), e);
    } catch (ArithmeticException | IndexOutOfBoundsException e) {
      throw new InputException(
          node.who() + ": its inputs and settings do not fit together; is the file whole?", e);
    }
  }

  private void follow(OnnxNode node) {
    String op = node.op();
    List<OnnxValue> inputs = values.all(node);
    boolean data = inputs.stream().anyMatch(input -> input != null && input.isData());
    if (OnnxMoves.has(op)) {
      List<OnnxValue> given = OnnxMoves.give(node, inputs);
      for (int i = 0; i < given.size(); i++) {
        values.give(node, i, given.get(i));
      }
    } else if (OnnxNumbers.isShape(op) || (!data && OnnxNumbers.has(op))) {
      values.give(node, 0, OnnxValue.known(OnnxNumbers.give(node, inputs)));
    } else if (op.equals("Cast")) {
      node.require(
          node.whole("to", 0) == OnnxTensor.FLOAT,
          "it changes the data to another type than float32");
      values.give(node, 0, OnnxValue.data(values.data(node, 0)));
    } else {
      node.require(!softmax, "expected softmax at the end only, but it takes what softmax gives");
      compute(node);
    }
  }

  private static void requireKnown(OnnxNode node) {
    node.require(
        known(node.op()) && node.domain().isEmpty(),
        "there is no counterpart"
            + (node.domain().isEmpty() ? "" : " of operations of '" + node.domain() + "'")
            + "; expected LSTM, GRU, RNN, Conv, pooling, Gemm, MatMul, normalisations, activations and"
            + " nodes that move data or compute sizes");
  }

  private static boolean known(String op) {
    return OnnxMoves.has(op)
        || OnnxNumbers.has(op)
        || OnnxRecurrent.has(op)
        || OnnxPointwise.has(op)
        || OnnxDense.OPS.contains(op)
        || OnnxWindows.OPS.contains(op)
        || OnnxNorm.OPS.contains(op)
        || OnnxReduce.OPS.contains(op)
        || isSoftmax(op);
  }

  private static boolean isSoftmax(String op) {
    return op.equals("Softmax") || op.equals("LogSoftmax");
  }

  private void compute(OnnxNode node) {
    String op = node.op();
    if (OnnxRecurrent.has(op)) {
      List<Grid> given = OnnxRecurrent.add(chain, node, values);
      for (int i = 0; i < given.size(); i++) {
        values.give(node, i, OnnxValue.data(given.get(i)));
      }
      return;
    }
    Grid given;
    if (OnnxDense.OPS.contains(op)) {
      given = OnnxDense.add(chain, node, values);
    } else if (OnnxWindows.OPS.contains(op)) {
      given = OnnxWindows.add(chain, node, values);
    } else if (OnnxNorm.OPS.contains(op)) {
      given = OnnxNorm.add(chain, node, values);
    } else if (OnnxReduce.OPS.contains(op)) {
      given = OnnxReduce.add(chain, node, values);
    } else if (isSoftmax(op)) {
      given = softmax(node);
    } else {
      node.require(
          OnnxPointwise.has(op), "of data it has no counterpart; expected it of known numbers");
      given = OnnxPointwise.add(chain, node, values);
    }
    values.give(node, 0, OnnxValue.data(given));
  }

  private Grid softmax(OnnxNode node) {
    Grid data = values.data(node, 0);
    int last = data.rank() - 1;
    long axis = node.whole("axis", file.opset() < LAST_AXIS_SOFTMAX ? 1 : -1);
    node.require(
        last > 0 && (axis == -1 || axis == last),
        "expected softmax over the last axis, found axis " + axis);
    OnnxRows rows = chain.rows(node, data, last);
    node.require(
        rows.whole(chain.last().features()), "expected softmax over all numbers of the layer");
    softmax = true;
    return rows.given(chain.last());
  }
}
