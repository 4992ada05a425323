package dev.unroll.internal.parquet;

import static dev.unroll.check.Check.that;

import com.github.luben.zstd.Zstd;
import dev.unroll.check.Part;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.lz4.BlockLZ4CompressorInputStream;
import org.apache.commons.compress.compressors.snappy.SnappyCompressorInputStream;
import org.apache.parquet.format.CompressionCodec;

/** Unpacks pages of a Parquet file. */
final class ParquetCodec {

  private ParquetCodec() {}

  /**
   * Requires what unpacks pages.
   *
   * @param file how messages name it
   */
  static void require(CompressionCodec codec, String file) {
    switch (codec) {
      case UNCOMPRESSED, GZIP -> {}
      case SNAPPY, LZ4, LZ4_RAW -> Part.COMMONS_COMPRESS.require();
      case ZSTD -> Part.ZSTD_JNI.require();
      default ->
          that(
              false,
              "%s: Parquet packed by %s, which is not read here; write it anew with the compression"
                  + " snappy, gzip, zstd or none",
              file,
              codec);
    }
  }

  /**
   * Unpacks a page.
   *
   * @param size in bytes, unpacked
   * @throws IOException where the bytes are damaged
   */
  static byte[] unpack(CompressionCodec codec, byte[] packed, int size) throws IOException {
    byte[] bytes =
        switch (codec) {
          case UNCOMPRESSED -> packed;
          case GZIP -> all(new GZIPInputStream(new ByteArrayInputStream(packed)), size);
          case SNAPPY -> Snappy.unpack(packed, size);
          case LZ4_RAW -> Lz4.unpack(packed, size);
          case LZ4 -> hadoopLz4(packed, size);
          case ZSTD -> Zstandard.unpack(packed, size);
          default -> throw new IOException("packed by " + codec);
        };
    if (bytes.length != size) {
      throw new IOException("a page has " + bytes.length + " bytes instead of " + size);
    }
    return bytes;
  }

  /** LZ4 in the frames of Hadoop: the size unpacked, the size packed, and a block; or a block. */
  private static byte[] hadoopLz4(byte[] packed, int size) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(packed); // big-endian
    byte[] out = new byte[size];
    int at = 0;
    while (in.remaining() >= 8) {
      int unpackedSize = in.getInt();
      int packedSize = in.getInt();
      if (packedSize < 0
          || packedSize > in.remaining()
          || unpackedSize < 0
          || unpackedSize > size - at) {
        return Lz4.unpack(packed, size);
      }
      byte[] block = new byte[packedSize];
      in.get(block);
      byte[] unpacked = Lz4.unpack(block, unpackedSize);
      System.arraycopy(unpacked, 0, out, at, unpacked.length);
      at += unpackedSize;
    }
    return at == size && !in.hasRemaining() ? out : Lz4.unpack(packed, size);
  }

  /** What a stream has, and no more than one byte beyond {@code size}. */
  private static byte[] all(InputStream in, int size) throws IOException {
    try (in) {
      return in.readNBytes(size + 1);
    }
  }

  /** Uses the library, which may be missing. */
  private static final class Snappy {
    static byte[] unpack(byte[] packed, int size) throws IOException {
      return size == 0
          ? new byte[0]
          : all(new SnappyCompressorInputStream(new ByteArrayInputStream(packed)), size);
    }
  }

  /** Uses the library, which may be missing. */
  private static final class Lz4 {
    static byte[] unpack(byte[] packed, int size) throws IOException {
      return all(new BlockLZ4CompressorInputStream(new ByteArrayInputStream(packed)), size);
    }
  }

  /** Uses the library, which may be missing. */
  private static final class Zstandard {
    static byte[] unpack(byte[] packed, int size) {
      return Zstd.decompress(packed, size);
    }
  }
}
