package dev.unroll.internal.table;

import java.nio.file.Path;
import java.util.List;

/**
 * One of the files that make up a table.
 *
 * @param cells that each of its rows has after those of the file
 */
public record TablePart(Path file, List<String> cells) {

  public TablePart {
    cells = List.copyOf(cells);
  }
}
