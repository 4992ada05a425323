package dev.unroll.convert.onnx;

import dev.unroll.convert.arrays.Array;
import dev.unroll.convert.network.Module;
import dev.unroll.convert.network.Network.Meaning;
import dev.unroll.layer.Activation;
import dev.unroll.layer.ActivationFunction;
import dev.unroll.layer.Readout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** What a graph gives, as our output layer. */
final class OnnxOutput {

  /** Bounds the matrix that gives numbers on as they are. */
  private static final int MOST_OUTPUTS = 4096;

  private final OnnxChain chain;
  private final OnnxNode node;
  private final boolean softmax;

  private OnnxOutput(OnnxChain chain, OnnxNode node, boolean softmax) {
    this.chain = chain;
    this.node = node;
    this.softmax = softmax;
  }

  /**
   * The network that gives some data.
   *
   * @param node that gives them
   * @param softmax whether they are probabilities
   */
  static OnnxNetwork of(OnnxChain chain, OnnxNode node, Grid data, boolean softmax) {
    return new OnnxOutput(chain, node, softmax).of(data);
  }

  private OnnxNetwork of(Grid data) {
    node.require(data.rank() > 0 && data.size() > 0, "it gives nothing");
    Grid settled = chain.settled(node, data);
    if (!chain.last().vector() && chain.last().steps() == 1 && data.rank() < 3) {
      Tap before = chain.last();
      Tap vector = chain.readout(node, Readout.Take.LAST);
      settled = settled.mapped(c -> vector.place(0, before.row(c), before.feature(c)));
    }
    int[] sources = sources(settled);
    node.require(
        Arrays.stream(sources).noneMatch(s -> s == Grid.ZERO), "it gives zeros beside the data");
    List<OnnxLayer> layers = new ArrayList<>(chain.layers());
    dense(layers);
    OnnxLayer last = layers.isEmpty() ? null : layers.get(layers.size() - 1);
    if (last != null && last.dense() && last.linear()) {
      layers.remove(layers.size() - 1);
      return network(
          layers, chosen(last, sources), sources.length > 1 ? Meaning.UNTOLD : Meaning.NUMBERS);
    }
    if (last != null && oneSigmoid(last) && !softmax) {
      layers.remove(layers.size() - 1);
      return network(layers, twoClasses(last), Meaning.SIGMOID);
    }
    node.require(
        sources.length <= MOST_OUTPUTS,
        "it gives "
            + sources.length
            + " numbers without an output layer; expected "
            + MOST_OUTPUTS
            + " at most");
    float[] kernel = new float[Grid.size(chain.last().features(), sources.length)];
    for (int i = 0; i < sources.length; i++) {
      kernel[sources[i] * sources.length + i] = 1;
    }
    long[] shape = {chain.last().features(), sources.length};
    OnnxLayer same =
        OnnxLayer.dense(node, Array.of(shape, kernel), Array.filled(0, sources.length));
    return network(layers, same, Meaning.NUMBERS);
  }

  private OnnxNetwork network(List<OnnxLayer> layers, OnnxLayer output, Meaning meaning) {
    if (layers.isEmpty()) {
      // A model of ours has one layer or more before its output layer.
      layers.add(OnnxLayer.plain(node, new Activation(ActivationFunction.LINEAR), "linear"));
    }
    return new OnnxNetwork(
        layers,
        output,
        chain.normalizer(),
        !chain.last().vector(),
        softmax ? Meaning.PROBABILITIES : meaning);
  }

  /**
   * The feature that each number is, where the numbers come in the order of sequences and steps.
   */
  private int[] sources(Grid data) {
    int rank = data.rank();
    int[] more = Arrays.copyOf(data.shape(), rank + 1);
    more[rank] = 1;
    List<Grid> ways = new ArrayList<>(List.of(data, data.reshaped(more)));
    if (rank == 3) {
      ways.add(data.endingIn(1));
    }
    if (data.size(0) == chain.last().batch()) {
      ways.add(data.reshaped(data.size(0), data.size() / data.size(0)));
    }
    for (Grid way : ways) {
      Optional<int[]> sources =
          RowsOf.tap(way, way.rank() - 1, chain.last())
              .filter(this::inOrder)
              .map(OnnxRows::sources);
      if (sources.isPresent()) {
        return sources.get();
      }
    }
    OnnxRows rows =
        chain.rows(node, ways.get(ways.size() - 1), ways.get(ways.size() - 1).rank() - 1);
    node.require(
        chain.last().vector() && inOrder(rows),
        "it gives steps or sequences in another order than the inputs'; there is no counterpart");
    return rows.sources();
  }

  private boolean inOrder(OnnxRows rows) {
    int steps = chain.last().steps();
    int batch = chain.last().batch();
    IntStream all = IntStream.range(0, rows.steps().length);
    boolean batchFirst =
        IntStream.range(0, rows.steps().length)
            .allMatch(r -> rows.batch()[r] == r / steps && rows.steps()[r] == r % steps);
    return batchFirst
        || all.allMatch(r -> rows.steps()[r] == r / batch && rows.batch()[r] == r % batch);
  }

  /** Lets a readout come before a linear dense layer, which gives the same. */
  private static void dense(List<OnnxLayer> layers) {
    int last = layers.size() - 1;
    boolean after =
        last > 0
            && layers.get(last).layer() instanceof Readout readout
            && readout.take() != Readout.Take.MAX
            && layers.get(last - 1).dense()
            && layers.get(last - 1).linear();
    if (after) {
      layers.add(last - 1, layers.remove(last));
    }
  }

  private static OnnxLayer chosen(OnnxLayer dense, int[] sources) {
    Array kernel = dense.weight("kernel");
    int inputs = kernel.size(0);
    int units = kernel.size(1);
    boolean all =
        sources.length == units && IntStream.range(0, units).allMatch(i -> sources[i] == i);
    if (all) {
      return dense;
    }
    float[] from = kernel.values();
    float[] to = new float[inputs * sources.length];
    float[] bias = new float[sources.length];
    float[] before = dense.weight("bias").values();
    for (int i = 0; i < sources.length; i++) {
      bias[i] = before[sources[i]];
      for (int input = 0; input < inputs; input++) {
        to[input * sources.length + i] = from[input * units + sources[i]];
      }
    }
    return dense.with(
        Map.of(
            "kernel", Array.of(new long[] {inputs, sources.length}, to),
            "bias", Array.of(new long[] {sources.length}, bias)));
  }

  private static boolean oneSigmoid(OnnxLayer layer) {
    return layer.dense()
        && layer.activation().filter(ActivationFunction.SIGMOID::equals).isPresent()
        && layer.weight("bias").size(0) == 1;
  }

  /** One number by a sigmoid as two classes. */
  private static OnnxLayer twoClasses(OnnxLayer sigmoid) {
    Module given = sigmoid.module().orElseThrow();
    Module two = Module.twoClasses(given.name(), given.units().get(0));
    return new OnnxLayer(
        sigmoid.name(), sigmoid.layer(), Optional.of(two), sigmoid.line() + " as two classes");
  }
}
