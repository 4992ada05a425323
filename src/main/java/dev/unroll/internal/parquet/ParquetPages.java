package dev.unroll.internal.parquet;

import dev.unroll.check.InputException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;

/** The values of a column in one group of rows, as text, page after page. */
final class ParquetPages {

  private static final int BUFFER = 1 << 16;

  /** More values, and more bytes, than a page has. */
  private static final int MOST = 1 << 28;

  /** Stands for a missing value. */
  private static final String MISSING = "";

  private final String file;
  private final ParquetColumn column;
  private final CompressionCodec codec;
  private final InputStream in;
  private String[] dictionary = {};
  private String[] page = {};
  private int at;
  private long left;

  /**
   * @param file how messages name it
   */
  ParquetPages(String file, FileChannel channel, ParquetColumn column, ColumnMetaData data) {
    this.file = file;
    this.column = column;
    this.codec = data.getCodec();
    this.left = data.getNum_values();
    ParquetCodec.require(codec, file);
    long start = data.getData_page_offset();
    long dictionaryAt = data.isSetDictionary_page_offset() ? data.getDictionary_page_offset() : 0;
    if (dictionaryAt > 0 && dictionaryAt < start) {
      start = dictionaryAt;
    }
    this.in = new BufferedInputStream(new Part(channel, start), BUFFER);
  }

  /** The next value; an empty text where it is missing. */
  String next() throws IOException {
    while (at == page.length) {
      try {
        readPage();
      } catch (InputException e) {
        throw e;
      } catch (UnsupportedOperationException e) {
        throw failure(e.getMessage() + ", which are not read here; write the file anew", e);
      } catch (IOException | RuntimeException e) {
        // Damaged bytes end in what the decoders and libraries throw.
        throw failure("the file is damaged (" + e.getMessage() + "); copy it anew", e);
      }
    }
    return page[at++];
  }

  private InputException failure(String problem, Exception cause) {
    return new InputException(file + ": column '" + column.name() + "': " + problem, cause);
  }

  private void readPage() throws IOException {
    if (left <= 0) {
      throw new IOException("there are fewer values than rows");
    }
    PageHeader header = Util.readPageHeader(in);
    int size = header.getCompressed_page_size();
    if (size < 0 || size > MOST || header.getUncompressed_page_size() > MOST) {
      throw new IOException("a page of " + size + " bytes");
    }
    byte[] packed = in.readNBytes(size);
    if (packed.length < size) {
      throw new IOException("it ends within a page");
    }
    if (header.isSetCrc()) {
      CRC32 crc = new CRC32();
      crc.update(packed);
      if ((int) crc.getValue() != header.getCrc()) {
        throw new IOException("the checksum of a page does not match");
      }
    }
    if (header.getType() == PageType.DICTIONARY_PAGE) {
      int count = checked(header.getDictionary_page_header().getNum_values());
      byte[] bytes = ParquetCodec.unpack(codec, packed, header.getUncompressed_page_size());
      dictionary =
          column.texts(
              Values.read(order(bytes), Encoding.PLAIN, column.type(), column.length(), count));
    } else if (header.getType() == PageType.DATA_PAGE) {
      take(header.getData_page_header(), packed, header.getUncompressed_page_size());
    } else if (header.getType() == PageType.DATA_PAGE_V2) {
      take(header.getData_page_header_v2(), packed, header.getUncompressed_page_size());
    }
  }

  private static int checked(int count) throws IOException {
    if (count < 0 || count > MOST) {
      throw new IOException("a page of " + count + " values");
    }
    return count;
  }

  private static ByteBuffer order(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void take(DataPageHeader header, byte[] packed, int size) throws IOException {
    int count = checked(header.getNum_values());
    ByteBuffer in = order(ParquetCodec.unpack(codec, packed, size));
    int[] levels = null;
    if (column.isOptional()) {
      if (header.getDefinition_level_encoding() != Encoding.RLE) {
        throw new UnsupportedOperationException(
            "levels encoded as " + header.getDefinition_level_encoding());
      }
      int length = in.getInt();
      ByteBuffer runs = in.slice(in.position(), length);
      levels = Runs.read(runs, 1, count);
      in.position(in.position() + length);
    }
    take(in.slice().order(ByteOrder.LITTLE_ENDIAN), header.getEncoding(), levels, count);
  }

  private void take(DataPageHeaderV2 header, byte[] packed, int size) throws IOException {
    int count = checked(header.getNum_values());
    int repetition = header.getRepetition_levels_byte_length();
    int definition = header.getDefinition_levels_byte_length();
    int before = Math.addExact(repetition, definition);
    int[] levels =
        column.isOptional()
            ? Runs.read(order(packed).slice(repetition, definition), 1, count)
            : null;
    byte[] rest = Arrays.copyOfRange(packed, before, packed.length);
    boolean isPacked = !header.isSetIs_compressed() || header.isIs_compressed();
    byte[] bytes =
        isPacked && rest.length > 0 ? ParquetCodec.unpack(codec, rest, size - before) : rest;
    take(order(bytes), header.getEncoding(), levels, count);
  }

  /**
   * @param levels 1 for each value that is there and 0 for each that is not; null where all are
   */
  private void take(ByteBuffer in, Encoding encoding, int[] levels, int count) throws IOException {
    int there = levels == null ? count : Arrays.stream(levels).sum();
    if (count > left) {
      throw new IOException("there are more values than rows");
    }
    String[] values = values(in, encoding, there);
    left -= count;
    at = 0;
    if (there == count) {
      page = values;
      return;
    }
    String[] all = new String[count];
    int next = 0;
    for (int i = 0; i < count; i++) {
      all[i] = levels[i] == 1 ? values[next++] : MISSING;
    }
    page = all;
  }

  private String[] values(ByteBuffer in, Encoding encoding, int count) {
    if (encoding != Encoding.PLAIN_DICTIONARY && encoding != Encoding.RLE_DICTIONARY) {
      return column.texts(
          count == 0
              ? Values.none()
              : Values.read(in, encoding, column.type(), column.length(), count));
    }
    String[] values = new String[count];
    if (count > 0) {
      int[] places = Runs.read(in, bits(in.get()), count);
      for (int i = 0; i < count; i++) {
        values[i] = dictionary[places[i]];
      }
    }
    return values;
  }

  private static int bits(byte bits) {
    if (bits < 0 || bits > 32) {
      throw new IllegalArgumentException("places of " + bits + " bits");
    }
    return bits;
  }

  /** The bytes of a file from a place on. */
  private static final class Part extends InputStream {
    private final FileChannel channel;
    private long position;

    Part(FileChannel channel, long position) {
      this.channel = channel;
      this.position = position;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int read = channel.read(ByteBuffer.wrap(target, offset, length), position);
      position += Math.max(0, read);
      return read;
    }
  }
}
