package dev.unroll.internal.parquet;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.check.InputException;
import dev.unroll.check.Part;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Util;

/**
 * A Parquet file (<a href="https://parquet.apache.org/docs/file-format/">file format</a>), row by
 * row: values as text, with all digits; times in ISO 8601, with {@code Z} where the file says that
 * they are of universal time; an empty text for a missing value. A page of each column is in memory
 * at a time.
 */
public final class ParquetFile implements Closeable {

  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.ISO_8859_1);

  /** Size and magic at the end. */
  private static final int END = 8;

  private final String file;
  private final FileChannel channel;
  private final FileMetaData meta;
  private final List<ParquetColumn> columns = new ArrayList<>();
  private final List<String> cells = new ArrayList<>();
  private List<ParquetPages> pages = List.of();
  private int group;
  private long left;

  /** Whether a file is Parquet that begins with {@code first}. */
  public static boolean isStart(byte[] first) {
    // What follows is always the first field of a record, a whole number.
    return first.length > MAGIC.length
        && Arrays.equals(MAGIC, 0, MAGIC.length, first, 0, MAGIC.length)
        && first[MAGIC.length] == 0x15;
  }

  /**
   * Opens a file; it is before the first row.
   *
   * @param file how messages name it
   * @param channel of the file, which is closed with this
   * @param decimal mark of numbers that have a fraction
   * @throws InputException where the file is damaged, or a column is a list, a group or of another
   *     kind that is not read
   */
  public ParquetFile(String file, FileChannel channel, char decimal) throws IOException {
    Part.PARQUET.require();
    this.file = file;
    this.channel = channel;
    this.meta = Footer.read(file, channel);
    addColumns(meta.getSchema(), decimal);
  }

  /** Reads what the file says of itself, at its end. */
  private static final class Footer {
    static FileMetaData read(String file, FileChannel channel) throws IOException {
      byte[] end = bytes(channel, channel.size() - END, END);
      that(
          Arrays.equals(MAGIC, 0, MAGIC.length, end, MAGIC.length, END),
          "%s: the Parquet file is cut short: it does not end as it should; copy it anew",
          file);
      int size = ByteBuffer.wrap(end).order(ByteOrder.LITTLE_ENDIAN).getInt();
      try {
        if (size <= 0 || size > channel.size() - END) {
          throw new IOException("a description of " + size + " bytes");
        }
        return Util.readFileMetaData(
            new ByteArrayInputStream(bytes(channel, channel.size() - END - size, size)));
      } catch (IOException | RuntimeException e) {
        throw new InputException(
            file + ": the Parquet file is damaged (" + e.getMessage() + "); copy it anew", e);
      }
    }

    private static byte[] bytes(FileChannel channel, long from, int count) throws IOException {
      ByteBuffer bytes = ByteBuffer.allocate(from < 0 ? 0 : count);
      for (int read = 0; read >= 0 && bytes.hasRemaining(); ) {
        read = channel.read(bytes, from + bytes.position());
      }
      return Arrays.copyOf(bytes.array(), count);
    }
  }

  private void addColumns(List<SchemaElement> schema, char decimal) {
    for (SchemaElement element : schema.subList(Math.min(1, schema.size()), schema.size())) {
      that(
          !element.isSetNum_children() || element.getNum_children() == 0,
          "%s: column '%s' holds %s, and a table has one value a cell; write its values into rows or"
              + " columns of their own, or the file without it",
          file,
          element.getName(),
          kind(element));
      that(
          element.getRepetition_type() != FieldRepetitionType.REPEATED && element.isSetType(),
          "%s: column '%s' holds lists, and a table has one value a cell; write their values into"
              + " rows or columns of their own, or the file without it",
          file,
          element.getName());
      columns.add(new ParquetColumn(file, element, decimal));
    }
    that(!columns.isEmpty(), "%s: the Parquet file has no columns", file);
  }

  private static String kind(SchemaElement element) {
    if (!element.isSetConverted_type()) {
      return element.isSetLogicalType() && element.getLogicalType().isSetLIST()
          ? "lists"
          : "groups of values";
    }
    return switch (element.getConverted_type()) {
      case LIST -> "lists";
      case MAP, MAP_KEY_VALUE -> "maps";
      default -> "groups of values";
    };
  }

  /** The names of the columns. */
  public List<String> names() {
    return columns.stream().map(ParquetColumn::name).toList();
  }

  /** Goes to the next row; false where there is none. */
  public boolean next() throws IOException {
    while (left == 0) {
      if (group == meta.getRow_groupsSize()) {
        return false;
      }
      open(meta.getRow_groups().get(group++));
    }
    left--;
    cells.clear();
    for (ParquetPages column : pages) {
      cells.add(column.next());
    }
    return true;
  }

  private void open(RowGroup rows) {
    List<ColumnChunk> chunks = rows.getColumns();
    if (chunks.size() != columns.size()) {
      throw failure(
          "%s: the Parquet file is damaged (a group of rows has %d columns); copy it anew",
          file, chunks.size());
    }
    List<ParquetPages> opened = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      ColumnMetaData data = chunks.get(i).getMeta_data();
      that(
          data != null && !chunks.get(i).isSetFile_path(),
          "%s: column '%s' lies encrypted or in another file; write the file anew, whole",
          file,
          columns.get(i).name());
      opened.add(new ParquetPages(file, channel, columns.get(i), data));
    }
    pages = opened;
    left = rows.getNum_rows();
  }

  /** The values of this row; others after {@link #next()}. */
  public List<String> cells() {
    return cells;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
