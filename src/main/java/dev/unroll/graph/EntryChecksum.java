package dev.unroll.graph;

import static dev.unroll.check.Check.failure;

import com.google.common.io.ByteStreams;
import dev.unroll.internal.files.MaskedCrc;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.tensorflow.proto.BundleEntryProto;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorShapeProto;

/** Holds the bytes of a checkpoint's entry to its checksum, piece by piece. */
final class EntryChecksum {

  private static final int PIECE = 1 << 16;

  private final Path file;
  private final BundleEntryProto entry;

  /**
   * @param file that the entry's bytes lie in
   */
  EntryChecksum(Path file, BundleEntryProto entry) {
    this.file = file;
    this.entry = entry;
  }

  /**
   * Reads the entry.
   *
   * @throws dev.unroll.check.InputException where the file is missing, or ends before the entry
   */
  boolean holds() throws IOException {
    if (entry.getOffset() < 0 || entry.getSize() < 0) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(file)) {
      channel.position(entry.getOffset());
      InputStream in =
          new BufferedInputStream(
              ByteStreams.limit(Channels.newInputStream(channel), entry.getSize()), PIECE);
      CRC32C crc = new CRC32C();
      boolean lengthsHold = entry.getDtype() != DataType.DT_STRING || lengths(in, crc);
      long read = 0;
      byte[] piece = new byte[PIECE];
      for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
        crc.update(piece, 0, n);
        read += n;
      }
      if (entry.getDtype() != DataType.DT_STRING && read < entry.getSize()) {
        throw new EOFException();
      }
      return lengthsHold && MaskedCrc.of(crc) == entry.getCrc32C();
    } catch (NoSuchFileException e) {
      throw failure("%s: the checkpoint's data file is missing", file);
    } catch (EOFException e) {
      throw failure("%s: the file ends before its last variable; copy it again", file);
    }
  }

  /**
   * Strings begin with their lengths, packed, and a checksum of these; the checksum of the entry
   * has the lengths unpacked, the checksum and then the strings.
   *
   * @return whether the checksum of the lengths is right
   */
  private boolean lengths(InputStream in, CRC32C crc) throws IOException {
    long strings = 1;
    for (TensorShapeProto.Dim dim : entry.getShape().getDimList()) {
      strings *= dim.getSize();
    }
    if (strings > entry.getSize()) {
      return false;
    }
    ByteBuffer number = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (long i = 0; i < strings; i++) {
      long length = varint(in);
      boolean isLong = length >>> Integer.SIZE != 0;
      number.putLong(0, length);
      crc.update(number.array(), 0, isLong ? Long.BYTES : Integer.BYTES);
    }
    byte[] checksum = in.readNBytes(Integer.BYTES);
    boolean right =
        checksum.length == Integer.BYTES
            && ByteBuffer.wrap(checksum).order(ByteOrder.LITTLE_ENDIAN).getInt()
                == MaskedCrc.of(crc);
    crc.update(checksum);
    return right;
  }

  private static long varint(InputStream in) throws IOException {
    int first = in.read();
    if (first < 0) {
      throw new EOFException();
    }
    long value = first & 0x7f;
    for (int shift = 7, next = first; (next & 0x80) != 0 && shift < Long.SIZE; shift += 7) {
      next = in.read();
      if (next < 0) {
        throw new EOFException();
      }
      value |= (next & 0x7fL) << shift;
    }
    return value;
  }
}
