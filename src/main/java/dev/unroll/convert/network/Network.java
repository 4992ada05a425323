package dev.unroll.convert.network;

import dev.unroll.data.FrameSize;
import dev.unroll.data.Normalizer;
import dev.unroll.graph.Initializer;
import dev.unroll.layer.Layer;
import dev.unroll.model.ModelDesign;
import dev.unroll.model.RegressionLoss;
import java.util.List;
import java.util.Optional;

/**
 * A model of another library, as far as its file tells.
 *
 * @param layers ours, without the output layer
 * @param steps of its inputs; 0 where the file does not say
 * @param features of a step; the channels of a pixel where steps are images
 * @param frame size of a step's image, where steps are images
 * @param normalizer of the inputs, where the file has one
 * @param output what the output layer gives
 */
public record Network(
    List<Layer> layers,
    int steps,
    int features,
    Optional<FrameSize> frame,
    Optional<Normalizer> normalizer,
    Output output) {

  /**
   * What an output layer gives.
   *
   * @param count numbers
   * @param perStep whether at every step
   * @param meaning of the numbers
   */
  public record Output(int count, boolean perStep, Meaning meaning) {}

  /** What a file says that the numbers mean. */
  public enum Meaning {
    /** Classes, said by a softmax in the file. */
    PROBABILITIES,
    /** Two classes, the second said by a sigmoid of one number in the file. */
    SIGMOID,
    /** Numbers, since nothing in the file makes more of them; they may be logits. */
    NUMBERS,
    /**
     * Logits of classes, or numbers: the file has weights alone, or ends in a linear layer as
     * losses take it.
     */
    UNTOLD
  }

  public Network {
    layers = List.copyOf(layers);
  }

  /** The design that a recipe of this model has. */
  public ModelDesign design() {
    return new ModelDesign(
        List.of(),
        layers,
        new Initializer.GlorotUniform(),
        new Initializer.Zeros(),
        normalizer.isPresent(),
        new ModelDesign.RegressionDesign(RegressionLoss.MAE, false));
  }
}
