package dev.unroll.internal.files;

import java.util.zip.CRC32C;

/** The checksum of TensorFlow's files: a CRC-32C, rotated and moved by a constant. */
public final class MaskedCrc {

  private static final int MASK = 0xa282ead8;

  private MaskedCrc() {}

  /** Of {@code length} bytes from {@code from} on. */
  public static int of(byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, length);
    return of(crc);
  }

  /** Of what {@code crc} has seen. */
  public static int of(CRC32C crc) {
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
  }
}
