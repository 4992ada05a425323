package dev.unroll.convert.network;

import static dev.unroll.check.Check.that;

import dev.unroll.convert.arrays.Array;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Weights of recurrent layers in the order of ours. Others keep the product with the inputs and
 * that with the state apart; ours are below each other.
 *
 * @param who how messages name the layer
 * @param input kernel of the inputs [features, gates * units]
 * @param state kernel of the state [output, gates * units]
 */
public record Cells(String who, Array input, Array state) {

  public Cells {
    that(
        input.rank() == 2 && state.rank() == 2 && input.size(1) == state.size(1),
        "%s: expected kernels of inputs and state with as many columns, found %s and %s",
        who,
        input.shapeText(),
        state.shapeText());
  }

  /** A basic RNN; its activation is tanh. */
  public Map<String, Array> basicRnn(Array bias) {
    checkBias(bias);
    return Map.of("kernel", Array.below(input, state), "bias", bias);
  }

  /**
   * An LSTM of the gates i, f, c, o, as Keras and PyTorch have them; ours are i, c, f, o.
   *
   * @param projection [units, projection]
   */
  public Map<String, Array> lstm(Array bias, Optional<Array> projection) {
    checkBias(bias);
    Map<String, Array> weights = new LinkedHashMap<>();
    weights.put("kernel", Array.below(input, state).blocks(4, 0, 2, 1, 3));
    weights.put("bias", bias.blocks(4, 0, 2, 1, 3));
    projection.ifPresent(p -> weights.put("projection/kernel", p));
    return weights;
  }

  /**
   * A GRU; the candidate is the last of its three gates.
   *
   * @param reset which gate is that of the reset; the other one is that of the update
   */
  public Map<String, Array> gru(int reset, Array bias) {
    checkBias(bias);
    Array all = Array.below(input, state);
    return Map.of(
        "gates/kernel", all.blocks(3, reset, 1 - reset),
        "gates/bias", bias.blocks(3, reset, 1 - reset),
        "candidate/kernel", all.block(2, 3),
        "candidate/bias", bias.block(2, 3));
  }

  /**
   * A GRU whose reset gate comes after the product.
   *
   * @param reset which gate is that of the reset
   * @param inputBias [3 units]
   * @param stateBias [3 units]
   */
  public Map<String, Array> gruResetAfter(int reset, Array inputBias, Array stateBias) {
    checkBias(inputBias);
    checkBias(stateBias);
    return Map.of(
        "gates/kernel", Array.below(input, state).blocks(3, reset, 1 - reset),
        "gates/bias", inputBias.plus(stateBias).blocks(3, reset, 1 - reset),
        "candidate/input_projection/kernel", input.block(2, 3),
        "candidate/input_projection/bias", inputBias.block(2, 3),
        "candidate/hidden_projection/kernel", state.block(2, 3),
        "candidate/hidden_projection/bias", stateBias.block(2, 3));
  }

  private void checkBias(Array bias) {
    that(
        bias.is(input.size(1)),
        "%s: expected a bias of shape [%d], found %s",
        who,
        input.size(1),
        bias.shapeText());
  }
}
