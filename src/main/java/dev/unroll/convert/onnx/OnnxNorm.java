package dev.unroll.convert.onnx;

import dev.unroll.convert.arrays.Array;
import dev.unroll.convert.network.Module.Kind;
import dev.unroll.layer.BatchNorm;
import dev.unroll.layer.LayerNorm;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** ONNX's BatchNormalization and LayerNormalization. */
final class OnnxNorm {

  /** What it reads. */
  static final Set<String> OPS = Set.of("BatchNormalization", "LayerNormalization");

  private OnnxNorm() {}

  /** Adds the layer; what it gives. */
  static Grid add(OnnxChain chain, OnnxNode node, OnnxValues values) {
    Grid data = values.data(node, 0);
    node.require(data.rank() >= 2, "expected rows of channels, found " + data.shapeText());
    boolean batch = node.op().equals("BatchNormalization");
    int last = data.rank() - 1;
    long axis = batch ? 1 : node.whole("axis", -1);
    node.require(
        batch || axis == -1 || axis == last, "expected it over the last axis, found " + axis);
    OnnxRows rows = chain.rows(node, data, batch ? 1 : last);
    int features = chain.last().features();
    node.require(
        rows.whole(features),
        "it takes " + rows.sources().length + " of " + features + " features, not each once");
    Map<String, Array> weights = new LinkedHashMap<>();
    weights.put("gamma", ours(node, values, 1, rows));
    weights.put(
        "beta", node.input(2).isEmpty() ? Array.filled(0, features) : ours(node, values, 2, rows));
    OnnxLayer layer;
    if (batch) {
      node.require(
          node.whole("training_mode", 0) == 0 && node.whole("spatial", 1) == 1,
          "it normalises as in training; save the model for inference");
      weights.put("moving_mean", ours(node, values, 3, rows));
      weights.put("moving_variance", ours(node, values, 4, rows));
      BatchNorm norm =
          new BatchNorm(node.real("momentum", 0.9f), node.real("epsilon", 1e-5f), true);
      layer = OnnxLayer.of(node, norm, Kind.BATCH_NORM, weights, "batch-norm [" + features + "]");
    } else {
      LayerNorm norm = new LayerNorm(node.real("epsilon", 1e-5f));
      layer = OnnxLayer.of(node, norm, Kind.LAYER_NORM, weights, "layer-norm [" + features + "]");
    }
    return rows.given(chain.add(layer, features));
  }

  private static Array ours(OnnxNode node, OnnxValues values, int input, OnnxRows rows) {
    Array given = values.weight(node, input);
    int channels = rows.sources().length;
    node.require(
        given.is(channels), "expected weights [" + channels + "], found " + given.shapeText());
    return Scatter.over(given, rows, channels, 0);
  }
}
