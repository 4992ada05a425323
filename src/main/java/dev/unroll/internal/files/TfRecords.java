package dev.unroll.internal.files;

import static dev.unroll.check.Check.failure;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Records as TensorFlow writes them (TFRecord): the length, its checksum, the bytes, their
 * checksum; little-endian.
 */
public final class TfRecords {

  private static final int HEADER = Long.BYTES + Integer.BYTES;

  private TfRecords() {}

  /** A record, ready to be written to a file of them. */
  public static byte[] record(byte[] bytes) {
    ByteBuffer record =
        ByteBuffer.allocate(HEADER + bytes.length + Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(bytes.length);
    record.putInt(MaskedCrc.of(record.array(), 0, Long.BYTES));
    record.put(bytes);
    record.putInt(MaskedCrc.of(bytes, 0, bytes.length));
    return record.array();
  }

  /**
   * The records of a file.
   *
   * @param most records that there may be
   * @param largest record, in bytes
   * @throws dev.unroll.check.InputException where it is damaged or cut, or has more
   */
  public static List<byte[]> read(Path file, int most, int largest) throws IOException {
    List<byte[]> records = new ArrayList<>();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      for (byte[] header = in.readNBytes(HEADER);
          header.length > 0;
          header = in.readNBytes(HEADER)) {
        if (records.size() == most) {
          throw failure("%s: expected %d records at most, found more", file, most);
        }
        int number = records.size() + 1;
        expect(header.length == HEADER, file, number, "it is cut");
        ByteBuffer numbers = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
        long length = numbers.getLong();
        expect(
            numbers.getInt() == MaskedCrc.of(header, 0, Long.BYTES),
            file,
            number,
            "the checksum of its length is wrong; expected an unpacked TFRecord file");
        expect(
            length >= 0 && length <= largest,
            file,
            number,
            "it says that it has " + length + " bytes; " + largest + " are the most");
        byte[] bytes = in.readNBytes((int) length);
        byte[] checksum = in.readNBytes(Integer.BYTES);
        expect(checksum.length == Integer.BYTES, file, number, "it is cut");
        expect(
            ByteBuffer.wrap(checksum).order(ByteOrder.LITTLE_ENDIAN).getInt()
                == MaskedCrc.of(bytes, 0, bytes.length),
            file,
            number,
            "its checksum is wrong");
        records.add(bytes);
      }
    }
    return records;
  }

  private static void expect(boolean holds, Path file, int number, String problem) {
    if (!holds) {
      throw failure("%s: record %d: %s", file, number, problem);
    }
  }
}
