package dev.unroll.data;

import dev.unroll.settings.ByType;
import java.io.IOException;
import java.util.Optional;

/**
 * A kind of data with its settings: what a recipe's {@code data.reader} says. The record's name is
 * the kind in {@code kind:path}.
 *
 * <p>Open to records of others, which an {@link dev.unroll.settings.Extension} names.
 */
@ByType
public interface DataSource {

  /**
   * Reads or makes the data.
   *
   * @param path what follows the colon; empty where nothing does
   * @throws dev.unroll.check.InputException where the data are missing or wrong: which file, which
   *     line, what was expected and what was found
   */
  Dataset read(String path) throws IOException;

  /**
   * Reads data to score a model on. They are whole where settings, not the data, tell their parts.
   *
   * @param schema of the model: its features and its classes, of which the data may lack some
   * @return with one part, unless the data themselves come in parts
   * @throws dev.unroll.check.InputException as {@link #read}
   */
  default Dataset readToScore(String path, Schema schema) throws IOException {
    return read(path).undivided();
  }

  /**
   * Reads data for a model to predict, which may lack what a training needs: what is true of them,
   * groups and parts.
   *
   * @param schema of the model, of which the features count
   * @return all sequences; empty where data of this kind always tell what is true of them
   * @throws dev.unroll.check.InputException as {@link #read}
   */
  default Optional<Sequences> readToPredict(String path, Schema schema) throws IOException {
    return Optional.empty();
  }

  /** The shape of the data as far as the settings tell it without reading. */
  default Optional<Layout> layout() {
    return Optional.empty();
  }

  /** Whether a path follows the kind, as in {@code csv:FILE}. */
  default PathUse pathUse() {
    return PathUse.REQUIRED;
  }

  /** What messages call the path: {@code PATH}, {@code FILE} or the like. */
  default String pathName() {
    return "PATH";
  }

  /** Whether a kind of data takes something after its colon. */
  enum PathUse {
    /** Never: the data are simulated. */
    NONE,
    /** It may be left out. */
    OPTIONAL,
    /** Always. */
    REQUIRED
  }
}
