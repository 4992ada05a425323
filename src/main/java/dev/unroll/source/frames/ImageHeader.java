package dev.unroll.source.frames;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What an image says of itself beside its pixels: in the EXIF data of a JPEG, PNG or WebP, in the
 * directory of a TIFF, in the chunks of a PNG or WebP.
 */
final class ImageHeader {

  private static final int ORIENTATION_TAG = 0x0112;
  private static final int SAMPLE_FORMAT_TAG = 0x0153;
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};

  private final byte[] content;
  private int orientation = 1;
  private boolean several;
  private boolean forFfmpeg;
  private boolean unsigned = true;

  private ImageHeader(byte[] content) {
    this.content = content;
  }

  /** Reads what is there; a header that is cut short or damaged says nothing. */
  static ImageHeader of(byte[] content) {
    ImageHeader header = new ImageHeader(content);
    try {
      if (content.length > 1 && (content[0] & 0xff) == 0xff && (content[1] & 0xff) == 0xd8) {
        header.readJpeg();
      } else if (header.isAt(0, PNG)) {
        header.readPng();
      } else if (header.isAt(0, ascii("RIFF")) && header.isAt(8, ascii("WEBP"))) {
        header.forFfmpeg = true;
        header.readWebp();
      } else if (header.isAt(0, ascii("II*\0")) || header.isAt(0, ascii("MM\0*"))) {
        header.forFfmpeg = true;
        header.several = header.readTiff(0, content.length);
      }
    } catch (IndexOutOfBoundsException e) {
      return header;
    }
    return header;
  }

  /** How the pixels are to be shown. */
  Orientation orientation() {
    return Orientation.ofExif(orientation);
  }

  /** Whether the file has further pictures: pages, or frames of an animation. */
  boolean hasSeveral() {
    return several;
  }

  /** Whether this is a WebP or a TIFF, which FFmpeg decodes. */
  boolean isForFfmpeg() {
    return forFfmpeg;
  }

  /** Whether pixels are whole numbers from 0, as in all but some files of TIFF. */
  boolean isUnsigned() {
    return unsigned;
  }

  private void readJpeg() {
    ByteBuffer bytes = ByteBuffer.wrap(content);
    int at = 2;
    while ((content[at] & 0xff) == 0xff) {
      int marker = content[at + 1] & 0xff;
      if (marker == 0xff) {
        at++;
        continue;
      }
      if (marker == 0xda || marker == 0xd9) {
        return;
      }
      int length = bytes.getShort(at + 2) & 0xffff;
      if (marker == 0xe1 && isAt(at + 4, ascii("Exif\0"))) {
        readTiff(at + 10, at + 2 + length);
        return;
      }
      at += 2 + length;
    }
  }

  private void readPng() {
    ByteBuffer bytes = ByteBuffer.wrap(content);
    int at = 8;
    while (at + 8 <= content.length) {
      int length = bytes.getInt(at);
      if (length < 0) {
        return;
      }
      several |= isAt(at + 4, ascii("acTL"));
      if (isAt(at + 4, ascii("eXIf"))) {
        readTiff(at + 8, at + 8 + length);
      }
      at = Math.addExact(at, length) + 12;
    }
  }

  private void readWebp() {
    ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    int at = 12;
    while (at + 8 <= content.length) {
      int length = bytes.getInt(at + 4);
      if (length < 0) {
        return;
      }
      several |= isAt(at, ascii("ANIM"));
      if (isAt(at, ascii("EXIF"))) {
        int start = isAt(at + 8, ascii("Exif\0")) ? at + 14 : at + 8;
        readTiff(start, at + 8 + length);
      }
      at = Math.addExact(at, length + (length & 1)) + 8;
    }
  }

  /**
   * Reads the first directory of a TIFF structure.
   *
   * @return whether there is a second one
   */
  private boolean readTiff(int from, int end) {
    ByteBuffer tiff = ByteBuffer.wrap(Arrays.copyOfRange(content, from, Math.max(from, end)));
    tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = tiff.getInt(4);
    int entries = tiff.getShort(directory) & 0xffff;
    for (int i = 0; i < entries; i++) {
      int entry = directory + 2 + 12 * i;
      if ((tiff.getShort(entry) & 0xffff) == ORIENTATION_TAG) {
        orientation = tiff.getShort(entry + 8) & 0xffff;
      }
      if ((tiff.getShort(entry) & 0xffff) == SAMPLE_FORMAT_TAG) {
        boolean here = tiff.getInt(entry + 4) <= 2;
        unsigned = tiff.getShort(here ? entry + 8 : tiff.getInt(entry + 8)) == 1;
      }
    }
    int next = directory + 2 + 12 * entries;
    return tiff.limit() >= next + 4 && tiff.getInt(next) != 0;
  }

  private boolean isAt(int at, byte[] bytes) {
    return at + bytes.length <= content.length
        && Arrays.equals(content, at, at + bytes.length, bytes, 0, bytes.length);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
