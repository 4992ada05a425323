package dev.unroll.source;

import dev.unroll.data.Dataset;
import dev.unroll.data.Schema;
import java.io.IOException;
import java.util.Optional;

/**
 * A kind of data with its settings: what a recipe's {@code data.reader} says. The record's name is
 * the kind in {@code kind:path}.
 */
public sealed interface DataSource
    permits Ais, Burst, Climate, Csv, Frames, Har, Motion, MovingShapes, Ts {

  /**
   * Reads or makes the data.
   *
   * @param path what follows the colon; empty where nothing does
   * @throws dev.unroll.check.InputException where the data are missing or wrong: which file, which
   *     line, what was expected and what was found
   */
  Dataset read(String path) throws IOException;

  /** The shape of the data as far as the settings tell it without reading. */
  default Optional<Layout> layout() {
    return Optional.empty();
  }

  /**
   * The shape of data.
   *
   * @param steps of a sequence; of the longest where they differ
   * @param variableLength whether they may differ
   * @param schema what the numbers mean
   */
  record Layout(int steps, boolean variableLength, Schema schema) {}
}
