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

  /** Bounds the matrix that gives numbers on as they are. */
  private static final int MOST_OUTPUTS = 4096;

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

  /** An output layer that gives on what it takes. */
  public static Module identity(int size) {
    that(
        size <= MOST_OUTPUTS,
        "the model ends in %d numbers without an output layer; expected %d at most",
        size,
        MOST_OUTPUTS);
    float[] values = new float[size * size];
    for (int i = 0; i < size; i++) {
      values[i * size + i] = 1;
    }
    return of(
        "identity",
        Kind.DENSE,
        Map.of("kernel", Array.of(new long[] {size, size}, values), "bias", Array.filled(0, size)));
  }

  /**
   * An output layer of two classes, whose softmax has as its second the sigmoid of {@code affine}.
   *
   * @param affine kernel [features, 1] and bias [1]
   */
  public static Module twoClasses(String name, Map<String, Array> affine) {
    Array kernel = affine.get("kernel");
    int rows = kernel.size(0);
    float[] wide = new float[2 * rows];
    for (int i = 0; i < rows; i++) {
      wide[2 * i + 1] = kernel.values()[i];
    }
    float[] bias = {0, affine.get("bias").values()[0]};
    return of(
        name,
        Kind.DENSE,
        Map.of(
            "kernel",
            Array.of(new long[] {rows, 2}, wide),
            "bias",
            Array.of(new long[] {2}, bias)));
  }

  /** Whether it runs in both directions. */
  public boolean bidirectional() {
    return units.size() == 2;
  }
}
