package dev.unroll.convert.network;

import static dev.unroll.check.Check.that;

import dev.unroll.convert.arrays.Array;
import java.util.List;
import java.util.Map;

/**
 * A layer of another library with its weights, in the order of ours.
 *
 * @param name as its file has it
 * @param kind which
 * @param units its weights by the names of our variables, without their scopes; one entry, or one a
 *     direction of a recurrent layer, forward first
 */
public record Module(String name, Kind kind, List<Map<String, Array>> units) {

  /** What a layer is. */
  public enum Kind {
    /** A recurrent layer; the forget bias is in its bias. */
    RECURRENT("recurrent"),
    /** A convolution over time. */
    CONV1D("conv1d"),
    /** A convolution over images. */
    CONV2D("conv2d"),
    /** Normalisation by the statistics of training. */
    BATCH_NORM("batch-norm"),
    /** Normalisation by a step's own statistics. */
    LAYER_NORM("layer-norm"),
    /** A matrix product; the last one is the output layer. */
    DENSE("dense");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /** As in recipes. */
    public String label() {
      return label;
    }
  }

  public Module {
    units = units.stream().map(Map::copyOf).toList();
    that(!units.isEmpty(), "module '%s': expected weights, got none", name);
  }

  /** A layer that is not recurrent. */
  public static Module of(String name, Kind kind, Map<String, Array> weights) {
    return new Module(name, kind, List.of(weights));
  }

  /** Whether it runs in both directions. */
  public boolean bidirectional() {
    return units.size() == 2;
  }
}
