package dev.unroll.convert.onnx;

import dev.unroll.convert.arrays.Array;
import dev.unroll.convert.network.Module.Kind;
import dev.unroll.data.Normalizer;
import dev.unroll.layer.BatchNorm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Features multiplied and added to, {@code scale x + shift}, by what ours have for that. */
final class Scaling {

  private Scaling() {}

  /** As normalisation of the inputs; empty where a scale is not greater than 0. */
  static Optional<Normalizer> of(Optional<Normalizer> before, float[] scale, float[] shift) {
    List<Double> mean = new ArrayList<>();
    List<Double> deviation = new ArrayList<>();
    for (int i = 0; i < scale.length; i++) {
      double m = before.isPresent() ? before.get().mean().get(i) : 0;
      double d = before.isPresent() ? before.get().deviation().get(i) : 1;
      if (!(scale[i] > 0 && Float.isFinite(scale[i]) && Float.isFinite(shift[i]))) {
        return Optional.empty();
      }
      mean.add(m - shift[i] * d / scale[i]);
      deviation.add(d / scale[i]);
    }
    return Optional.of(new Normalizer(mean, deviation));
  }

  /** As part of a product or convolution that has no activation yet. */
  static OnnxLayer of(OnnxLayer linear, float[] scale, float[] shift) {
    Array kernel = linear.weight("kernel");
    float[] products = kernel.values();
    for (int i = 0; i < products.length; i++) {
      products[i] *= scale[i % scale.length];
    }
    float[] bias = linear.weight("bias").values();
    for (int i = 0; i < bias.length; i++) {
      bias[i] = bias[i] * scale[i] + shift[i];
    }
    return linear.with(
        Map.of(
            "kernel", Array.of(kernel.shape(), products),
            "bias", Array.of(new long[] {bias.length}, bias)));
  }

  /** As a normalisation of its own, of mean 0 and variance 1. */
  static OnnxLayer layer(OnnxNode node, float[] scale, float[] shift) {
    BatchNorm norm = new BatchNorm();
    float[] gamma = scale.clone();
    for (int i = 0; i < gamma.length; i++) {
      gamma[i] = (float) (gamma[i] * Math.sqrt(1 + norm.epsilon()));
    }
    int size = scale.length;
    return OnnxLayer.of(
        node,
        norm,
        Kind.BATCH_NORM,
        Map.of(
            "gamma", Array.of(new long[] {size}, gamma),
            "beta", Array.of(new long[] {size}, shift),
            "moving_mean", Array.filled(0, size),
            "moving_variance", Array.filled(1, size)),
        "scaling of " + size + " features");
  }
}
