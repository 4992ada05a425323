package dev.unroll.internal.table;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The rows of a table as cells of text without blanks around them, whatever file has them. */
public interface TableInput extends Closeable {

  /** Goes to the next row; false where there is none. */
  boolean next() throws IOException;

  /** The cells of this row; others after {@link #next()}. */
  List<String> cells();

  /** Where this row is. */
  FileLine row();

  /** The file that has the rows. */
  Path file();

  /** Whether the first row surely names the columns, and all others are data. */
  default boolean isNamed() {
    return false;
  }

  /**
   * The classes that the file declares for a column, in its order; none where it declares none.
   *
   * @param column counted from 0
   */
  default List<String> classes(int column) {
    return List.of();
  }
}
