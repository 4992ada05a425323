package dev.unroll.convert.network;

import dev.unroll.data.Normalizer;
import dev.unroll.graph.Weights;
import dev.unroll.model.ModelSpec;
import java.io.IOException;
import java.util.List;
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
   * The variables of {@code spec}, by our names, and those of its optimizer that the file has.
   *
   * @throws dev.unroll.check.InputException where one is missing, left over or of another shape
   */
  Weights weights(ModelSpec spec) throws IOException;

  /** What the file normalises inputs by, where it does. */
  default Optional<Normalizer> normalizer() {
    return Optional.empty();
  }

  /** Optimizer steps done; 0 where the file does not say. */
  default long step() throws IOException {
    return 0;
  }
}
