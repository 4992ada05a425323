package dev.unroll.convert.onnx;

import dev.unroll.convert.arrays.Array;
import dev.unroll.convert.network.Module;
import dev.unroll.convert.network.Network;
import dev.unroll.data.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What an ONNX graph computes, as ours.
 *
 * @param layers before the output layer
 * @param output a dense layer
 * @param normalizer of the inputs
 */
record OnnxNetwork(
    List<OnnxLayer> layers,
    OnnxLayer output,
    Optional<Normalizer> normalizer,
    boolean perStep,
    Network.Meaning meaning) {

  OnnxNetwork {
    layers = List.copyOf(layers);
  }

  /** All weights, the output layer's last. */
  List<Module> modules() {
    return all().stream().flatMap(layer -> layer.module().stream()).toList();
  }

  /** For tables. */
  List<String> lines() {
    return all().stream().map(OnnxLayer::line).toList();
  }

  private List<OnnxLayer> all() {
    return IntStream.rangeClosed(0, layers.size())
        .mapToObj(i -> i < layers.size() ? layers.get(i) : output)
        .toList();
  }

  /** Whether another one is the same, by layers and weights. */
  boolean same(OnnxNetwork other) {
    List<Module> own = modules();
    List<Module> others = other.modules();
    boolean same =
        perStep == other.perStep
            && meaning == other.meaning
            && normalizer.equals(other.normalizer)
            && own.size() == others.size()
            && all().stream()
                .map(OnnxLayer::layer)
                .toList()
                .equals(other.all().stream().map(OnnxLayer::layer).toList());
    for (int i = 0; same && i < own.size(); i++) {
      List<Map<String, Array>> units = own.get(i).units();
      for (int k = 0; same && k < units.size(); k++) {
        Map<String, Array> given = others.get(i).units().get(k);
        same =
            units.get(k).entrySet().stream()
                .allMatch(
                    weight ->
                        given.containsKey(weight.getKey())
                            && Arrays.equals(
                                weight.getValue().values(), given.get(weight.getKey()).values()));
      }
    }
    return same;
  }
}
