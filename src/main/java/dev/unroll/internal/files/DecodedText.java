package dev.unroll.internal.files;

import static dev.unroll.check.Check.failure;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * The characters of a text file, none of them replaced: UTF-8, UTF-16 and UTF-32 by their marks,
 * and where a file without a mark is not UTF-8, Windows-1252, which is told.
 */
final class DecodedText extends Reader {

  private static final int BUFFER = 1 << 16;
  private static final Charset WESTERN = Charset.forName("windows-1252");

  private final InputStream in;
  private final Path file;
  private final Consumer<String> notes;
  private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER);
  private boolean guessed;
  private Charset charset;
  private CharsetDecoder decoder;
  private boolean end;
  private boolean flushed;
  private long lines;

  /** All bytes before, combined by "or": negative where one was beyond ASCII. */
  private byte combined;

  /**
   * @param encoding of the text; empty where the file is to tell
   * @param notes is told of an encoding that was guessed
   */
  DecodedText(InputStream in, Path file, String encoding, Consumer<String> notes)
      throws IOException {
    this.in = in;
    this.file = file;
    this.notes = notes;
    bytes.flip();
    fill();
    byte[] first = Arrays.copyOf(bytes.array(), Math.min(bytes.limit(), FileKind.BYTES));
    FileKind.of(first)
        .ifPresent(
            kind -> {
              throw failure("%s: %s, which is not read here; %s", file, kind.name(), kind.advice());
            });
    guessed = encoding.isEmpty();
    decodeBy(guessed ? marked(first) : Charset.forName(encoding));
  }

  private Charset marked(byte[] first) {
    if (startsWith(first, 0xff, 0xfe, 0, 0) || startsWith(first, 0, 0, 0xfe, 0xff)) {
      return Charset.forName("UTF-32");
    }
    if (startsWith(first, 0xff, 0xfe) || startsWith(first, 0xfe, 0xff)) {
      return StandardCharsets.UTF_16;
    }
    for (byte b : first) {
      if (b == 0) {
        throw failure(
            "%s: no text: there are zero bytes among the first; save the table as CSV, or, where it"
                + " is UTF-16 without a mark, set table.encoding: UTF-16LE",
            file);
      }
    }
    return StandardCharsets.UTF_8;
  }

  private static boolean startsWith(byte[] first, int... mark) {
    for (int i = 0; i < mark.length; i++) {
      if (i >= first.length || (first[i] & 0xff) != mark[i]) {
        return false;
      }
    }
    return true;
  }

  private void decodeBy(Charset by) {
    charset = by;
    decoder =
        by.newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
  }

  /** Adds bytes to those that are left; none are where the file ends. */
  private void fill() throws IOException {
    bytes.compact();
    while (!end && bytes.hasRemaining()) {
      int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
      end = read < 0;
      if (read > 0) {
        bytes.position(bytes.position() + read);
        break;
      }
    }
    bytes.flip();
  }

  @Override
  public int read(char[] target, int offset, int length) throws IOException {
    CharBuffer out = CharBuffer.wrap(target, offset, length);
    while (out.position() == offset && !flushed) {
      int from = bytes.position();
      CoderResult result = decoder.decode(bytes, out, end);
      pass(from);
      if (result.isError()) {
        refuseOrGuess();
      } else if (result.isUnderflow()) {
        if (end) {
          decoder.flush(out);
          flushed = true;
          break;
        }
        fill();
      }
    }
    int read = out.position() - offset;
    return read == 0 && length > 0 ? -1 : read;
  }

  /** Counts the lines of bytes that were decoded. */
  private void pass(int from) {
    byte[] array = bytes.array();
    byte or = combined;
    int ends = 0;
    for (int at = from; at < bytes.position(); at++) {
      or |= array[at];
      ends += array[at] == '\n' ? 1 : 0;
    }
    combined = or;
    lines += ends;
  }

  private void refuseOrGuess() {
    if (!guessed || !charset.equals(StandardCharsets.UTF_8)) {
      throw failure(
          "%s:%d: bytes that are not %s; save the file as UTF-8, or say by table.encoding what it is",
          file, lines + 1, charset.name());
    }
    if (combined < 0) {
      throw failure(
          "%s:%d: bytes that are not UTF-8, though there is UTF-8 in the lines above; save the file"
              + " in one encoding, or say by table.encoding what it is",
          file, lines + 1);
    }
    decodeBy(WESTERN);
    notes.accept(
        "not UTF-8 from line "
            + (lines + 1)
            + " on, so read as Windows-1252; where names look wrong, say the encoding by table.encoding");
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
