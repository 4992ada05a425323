package dev.unroll.source.ais;

import dev.unroll.internal.table.FileLine;
import dev.unroll.internal.table.Missing;
import dev.unroll.internal.table.TableFile;
import dev.unroll.internal.table.TableInput;
import dev.unroll.internal.table.TableLines;
import dev.unroll.source.table.TableFormat;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** The rows of an AIS file, one at a time, split into cells. */
abstract sealed class AisRows implements Closeable {

  private final AisCells cells;

  private AisRows(AisCells cells) {
    this.cells = cells;
  }

  /**
   * Opens a file.
   *
   * @param notes is told what was guessed
   */
  static AisRows open(Path file, TableFormat format, Consumer<String> notes, Missing missing)
      throws IOException {
    TableFile opened = TableFile.open(file);
    try {
      return opened.isText()
          ? new OfText(opened.lines(format, notes), format, missing)
          : new OfColumns(opened.rows(format, notes), format, missing);
    } catch (IOException | RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  /** Goes to the next row; false where there is none. */
  abstract boolean next() throws IOException;

  /** Where this row is. */
  abstract FileLine line();

  /** Whether the first row surely names the columns. */
  abstract boolean isNamed();

  /** The cells of this row; others after {@link #next()}. */
  final AisCells cells() {
    return cells;
  }

  /** Lines of text. */
  private static final class OfText extends AisRows {
    private final TableLines lines;

    OfText(TableLines lines, TableFormat format, Missing missing) {
      super(new AisCells(lines.separator(), decimal(lines, format), missing));
      this.lines = lines;
    }

    private static char decimal(TableLines lines, TableFormat format) {
      if (format.decimalMark() != TableFormat.DETECT) {
        return format.decimalMark();
      }
      return lines.separator() == ',' ? '.' : ',';
    }

    @Override
    boolean next() throws IOException {
      String row = lines.next();
      if (row == null) {
        return false;
      }
      int found = cells().split(row);
      if (found < 0) {
        line()
            .that(
                found != AisCells.OPEN_QUOTE,
                "a quote is opened and not closed in this line; expected \"...\"");
        line().that(false, "something follows a closing quote; expected a separator");
      }
      return true;
    }

    @Override
    FileLine line() {
      return lines.line();
    }

    @Override
    boolean isNamed() {
      return false;
    }

    @Override
    public void close() throws IOException {
      lines.close();
    }
  }

  /** Rows of a file of columns, such as Parquet. */
  private static final class OfColumns extends AisRows {
    private final TableInput rows;

    OfColumns(TableInput rows, TableFormat format, Missing missing) {
      super(
          new AisCells(
              ',',
              format.decimalMark() == TableFormat.DETECT ? '.' : format.decimalMark(),
              missing));
      this.rows = rows;
    }

    @Override
    boolean next() throws IOException {
      if (!rows.next()) {
        return false;
      }
      cells().take(rows.cells());
      return true;
    }

    @Override
    FileLine line() {
      return rows.row();
    }

    @Override
    boolean isNamed() {
      return rows.isNamed();
    }

    @Override
    public void close() throws IOException {
      rows.close();
    }
  }
}
