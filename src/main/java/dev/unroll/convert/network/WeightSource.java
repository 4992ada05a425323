package dev.unroll.convert.network;

import static dev.unroll.check.Check.that;

import dev.unroll.check.Choice;
import dev.unroll.data.Normalizer;
import dev.unroll.graph.Weights;
import dev.unroll.layer.Layer;
import dev.unroll.model.ModelSpec;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A file of another library, opened: its weights and what it says of their model. */
public interface WeightSource {

  /** What kind of file it is, such as {@code Keras}. */
  String format();

  /** The layers found, one a line. */
  List<String> layers();

  /**
   * The model, without a recipe.
   *
   * @param perStep whether the data have a class a step, where the file does not tell
   * @throws dev.unroll.check.InputException where the file does not tell it
   */
  Network network(boolean perStep);

  /** What {@link #network} took for granted, one a line. */
  List<String> assumptions();

  /**
   * What {@link #network} could not know and somebody must choose.
   *
   * @param perStep whether there is an output at every step
   */
  default List<OpenChoice> open(boolean perStep) {
    return List.of();
  }

  /**
   * The variables of {@code spec}, by our names, and those of its optimizer that the file has.
   *
   * @throws dev.unroll.check.InputException where one is missing, left over or of another shape
   */
  Weights weights(ModelSpec spec) throws IOException;

  /**
   * How many features and outputs the weights are for, where they tell.
   *
   * @param layers of a recipe, without the output layer
   */
  default Optional<Sizes> sizes(List<Layer> layers) {
    return Optional.empty();
  }

  /**
   * The same file with some of its variables told.
   *
   * @param names of the file by those of our variables
   * @throws dev.unroll.check.InputException where the file has no such names
   */
  default WeightSource named(Map<String, String> names) {
    that(
        names.isEmpty(),
        "%s: the %s is for TensorFlow 1 checkpoints; leave it out",
        format(),
        Choice.NAME);
    return this;
  }

  /** What the file normalises inputs by, where it does. */
  default Optional<Normalizer> normalizer() {
    return Optional.empty();
  }

  /** Optimizer steps done; 0 where the file does not say. */
  default long step() throws IOException {
    return 0;
  }
}
