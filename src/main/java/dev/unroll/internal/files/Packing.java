package dev.unroll.internal.files;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.unroll.check.InputException;
import dev.unroll.check.Part;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * How a file is packed that holds one other, told by its first bytes. Several packed files, one
 * after the other, are one.
 */
enum Packing {
  GZIP("1f8b") {
    @Override
    InputStream unpacked(InputStream packed, Path file) throws IOException {
      return new GZIPInputStream(packed, BUFFER);
    }
  },
  BZIP2("425a683[1-9](314159265359|177245385090)") {
    @Override
    InputStream unpacked(InputStream packed, Path file) throws IOException {
      Part.COMMONS_COMPRESS.require();
      return Bzip2.unpacked(packed);
    }
  },
  XZ("fd377a585a00") {
    @Override
    InputStream unpacked(InputStream packed, Path file) throws IOException {
      Part.XZ.require();
      return Xz.unpacked(packed);
    }
  },
  /** Also after a frame that is to be passed over, which programs put before the first. */
  ZSTANDARD("28b52ffd|5[0-9a-f]2a4d18") {
    @Override
    InputStream unpacked(InputStream packed, Path file) throws IOException {
      Part.ZSTD_JNI.require();
      try {
        return Zstandard.unpacked(packed);
      } catch (LinkageError e) {
        throw new InputException(
            file
                + ": the library that unpacks Zstandard does not load here ("
                + e.getMessage()
                + "); unpack the file by 'zstd -d', or pack it by gzip",
            e);
      }
    }
  };

  /** Bytes that are enough to tell. */
  static final int BYTES = 10;

  private static final int BUFFER = 1 << 16;

  private final Pattern start;

  /**
   * @param start pattern of the first bytes in hexadecimal
   */
  Packing(String start) {
    this.start = Pattern.compile(start);
  }

  /** How a file is packed that begins with {@code first}; empty where it is not. */
  static Optional<Packing> of(byte[] first) {
    String text = HexFormat.of().formatHex(first);
    return Arrays.stream(values())
        .filter(packing -> packing.start.matcher(text).lookingAt())
        .findFirst();
  }

  /**
   * The bytes of what is packed; checksums are compared.
   *
   * @param file how messages name it
   */
  abstract InputStream unpacked(InputStream packed, Path file) throws IOException;

  /** Uses the library, which may be missing. */
  private static final class Bzip2 {
    static InputStream unpacked(InputStream packed) throws IOException {
      return new BZip2CompressorInputStream(packed, true);
    }
  }

  /** Uses the library, which may be missing. */
  private static final class Xz {
    static InputStream unpacked(InputStream packed) throws IOException {
      return new XZInputStream(packed);
    }
  }

  /** Uses the library, which may be missing. */
  private static final class Zstandard {
    private static final int LONGEST_WINDOW = 31; // bits

    static InputStream unpacked(InputStream packed) throws IOException {
      // Frames of 'zstd --long' are read too; memory is taken as a frame says.
      return new ZstdInputStreamNoFinalizer(packed).setLongMax(LONGEST_WINDOW);
    }
  }
}
