package dev.unroll.internal.table;

import static java.nio.file.StandardOpenOption.DELETE_ON_CLOSE;
import static java.nio.file.StandardOpenOption.READ;

import dev.unroll.check.Part;
import dev.unroll.internal.files.PackedFile;
import dev.unroll.internal.parquet.ParquetFile;
import dev.unroll.source.table.TableFormat;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * A file that holds a table, plain or packed: text, ARFF or Parquet, told apart by the first bytes.
 * What is opened from it closes it.
 */
public final class TableFile implements Closeable {

  /** What a file is. */
  private enum Kind {
    TEXT,
    ARFF,
    PARQUET
  }

  private final Path file;
  private final BufferedInputStream raw;
  private final Kind kind;

  private TableFile(Path file, BufferedInputStream raw) throws IOException {
    this.file = file;
    this.raw = raw;
    this.kind =
        ParquetFile.isStart(PackedFile.first(raw, 8))
            ? Kind.PARQUET
            : ArffReader.isArff(raw) ? Kind.ARFF : Kind.TEXT;
  }

  /**
   * Opens a file.
   *
   * @throws dev.unroll.check.InputException where there is none
   */
  public static TableFile open(Path file) throws IOException {
    BufferedInputStream raw = PackedFile.open(file);
    try {
      return new TableFile(file, raw);
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  /** Whether the table is text with a row a line, as {@link #lines} gives it. */
  public boolean isText() {
    return kind == Kind.TEXT;
  }

  /**
   * The lines of a table of text.
   *
   * @param notes is told what was guessed
   */
  public TableLines lines(TableFormat format, Consumer<String> notes) throws IOException {
    return new TableLines(raw, file, format, notes);
  }

  /**
   * The rows of the table.
   *
   * @param notes is told what was guessed
   */
  public TableInput rows(TableFormat format, Consumer<String> notes) throws IOException {
    return switch (kind) {
      case TEXT -> cells(format, notes);
      case ARFF -> new ArffCells(new ArffReader(raw, file, format.encoding(), notes), file);
      case PARQUET -> parquet(format);
    };
  }

  private TableInput cells(TableFormat format, Consumer<String> notes) throws IOException {
    Part.COMMONS_CSV.require();
    return new TableCells(lines(format, notes), file);
  }

  private TableInput parquet(TableFormat format) throws IOException {
    char decimal = format.decimalMark() == TableFormat.DETECT ? '.' : format.decimalMark();
    FileChannel channel = channel();
    try {
      return new ParquetCells(new ParquetFile(file.toString(), channel, decimal), file);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** The file itself where it is plain, else a temporary one of what is packed in it. */
  private FileChannel channel() throws IOException {
    try (raw) {
      if (Files.isRegularFile(file) && isPlainParquet()) {
        return FileChannel.open(file, READ);
      }
      Path copy = Files.createTempFile("unroll-", ".parquet");
      try {
        Files.copy(raw, copy, StandardCopyOption.REPLACE_EXISTING);
        return FileChannel.open(copy, READ, DELETE_ON_CLOSE);
      } catch (IOException | RuntimeException e) {
        Files.deleteIfExists(copy);
        throw e;
      }
    }
  }

  private boolean isPlainParquet() throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return ParquetFile.isStart(Arrays.copyOf(in.readNBytes(8), 8));
    }
  }

  @Override
  public void close() throws IOException {
    raw.close();
  }
}
