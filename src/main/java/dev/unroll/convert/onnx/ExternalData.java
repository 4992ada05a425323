package dev.unroll.convert.onnx;

import static dev.unroll.check.Check.that;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * The files beside an ONNX model that values of its tensors may lie in, such as model.onnx.data.
 */
final class ExternalData {

  private final Path folder;
  private long left;

  /**
   * Files of a folder.
   *
   * @param most bytes that all tensors may have together
   */
  ExternalData(Path folder, long most) {
    this.folder = folder;
    this.left = most;
  }

  /** Reads a StringStringEntryProto: a key and a value. */
  static boolean entry(ProtoReader reader, Map<String, String> entries) throws IOException {
    String[] pair = {"", ""};
    reader.message(
        (number, in) -> {
          if (number != 1 && number != 2) {
            return false;
          }
          pair[number - 1] = in.text();
          return true;
        });
    entries.put(pair[0], pair[1]);
    return true;
  }

  /**
   * The bytes of a tensor.
   *
   * @param who how messages name the tensor
   * @param where {@code location}, {@code offset} and {@code length}
   * @throws dev.unroll.check.InputException where the place lies outside of the folder, or there
   *     are fewer bytes
   */
  byte[] read(String who, Map<String, String> where) throws IOException {
    String location = where.getOrDefault("location", "");
    Path path = beside(who, location);
    long offset = number(who, "offset", where.getOrDefault("offset", "0"));
    try (FileChannel in =
        FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      long rest = in.size() - offset;
      long length = where.containsKey("length") ? number(who, "length", where.get("length")) : rest;
      that(
          length >= 0 && length <= rest,
          "%s: its values are said to be %d bytes from byte %d of %s, which has %d; copy both files"
              + " again",
          who,
          length,
          offset,
          location,
          in.size());
      left -= length;
      that(left >= 0, "%s: the values of all tensors are too large together", who);
      ByteBuffer bytes = ByteBuffer.allocate((int) length);
      while (bytes.hasRemaining() && in.read(bytes, offset + bytes.position()) >= 0) {
        // Goes on where the last read ended.
      }
      that(!bytes.hasRemaining(), "%s: %s has become shorter while it was read", who, location);
      return bytes.array();
    }
  }

  private Path beside(String who, String location) {
    boolean plain = !location.isEmpty() && location.chars().noneMatch(c -> "/\\:".indexOf(c) >= 0);
    Path path = null;
    try {
      path = plain ? folder.resolve(location) : null;
    } catch (InvalidPathException e) {
      plain = false;
    }
    that(
        plain && folder.equals(path.getParent()) && !location.equals("..") && !location.equals("."),
        "%s: its values are said to lie in '%s'; expected the name of a file beside the model, without"
            + " a folder",
        who,
        location);
    that(
        Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS),
        "%s: its values lie in %s, which is not a file beside the model; copy it there, or save the"
            + " model whole (in PyTorch, external_data=False)",
        who,
        location);
    return path;
  }

  private static long number(String who, String key, String text) {
    boolean whole = text.matches("\\d{1,18}");
    that(whole, "%s: expected a whole number as %s of its values, found '%s'", who, key, text);
    return Long.parseLong(text);
  }
}
