package dev.unroll.convert.arrays;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.unroll.check.InputException;
import dev.unroll.internal.numpy.HalfFloat;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads safetensors: eight bytes with the size of a JSON header, the header, the values. Sizes and
 * places are checked before anything is read.
 *
 * @see <a href="https://github.com/huggingface/safetensors">the format</a>
 */
public final class Safetensors {

  private static final long MOST_HEADER = 16 << 20;

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).build();

  private Safetensors() {}

  /** Where a tensor's bytes lie, after the header. */
  private record Place(String name, String type, List<Long> shape, long from, long to) {}

  /**
   * The tensors of floats, in the order of their places.
   *
   * @param whole whether tensors of 32-bit whole numbers are taken too; others are left out, since
   *     they are counters
   * @throws InputException where the file is damaged, or a type cannot be read exactly
   */
  public static Map<String, Array> read(Path file, boolean whole) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      long size = channel.size();
      that(size >= 8, "%s: not a safetensors file: it has %d bytes", file, size);
      long header = bytes(channel, 0, 8).getLong();
      that(
          header >= 2 && header <= MOST_HEADER && header <= size - 8,
          "%s: not a whole safetensors file: its header says that it has %s bytes, of a file of %d"
              + " (at most %d MiB)",
          file,
          Long.toUnsignedString(header),
          size,
          MOST_HEADER >> 20);
      List<Place> places = places(file, bytes(channel, 8, (int) header), size - 8 - header);
      Map<String, Array> tensors = new LinkedHashMap<>();
      for (Place place : places) {
        if (place.type.contains("F") || (whole && place.type.equals("I32"))) {
          ByteBuffer values =
              bytes(channel, 8 + header + place.from, (int) (place.to - place.from));
          tensors.put(place.name, array(place, values));
        }
      }
      return tensors;
    }
  }

  private static List<Place> places(Path file, ByteBuffer header, long space) {
    JsonNode tree;
    try {
      byte[] text = new byte[header.remaining()];
      header.get(text);
      tree = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw damaged(file, "its header is not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw damaged(file, "its header is not JSON", e);
    }
    that(tree.isObject(), "%s: not a safetensors file: its header is no JSON object", file);
    List<Place> places = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : tree.properties()) {
      if (!entry.getKey().equals("__metadata__")) {
        places.add(place(file, entry.getKey(), entry.getValue()));
      }
    }
    places.sort(Comparator.comparingLong(Place::from).thenComparingLong(Place::to));
    long end = 0;
    for (Place place : places) {
      that(
          place.from == end && place.to >= place.from && place.to <= space,
          "%s: tensor '%s' says that it lies at bytes %d to %d, but %d is where the one before ends"
              + " and there are %d; the file is damaged",
          file,
          place.name,
          place.from,
          place.to,
          end,
          space);
      long values = 1;
      for (long length : place.shape) {
        that(
            length >= 0 && values <= Math.max(space, 1) / Math.max(length, 1),
            "%s: tensor '%s' says that its shape is %s, more than its file holds",
            file,
            place.name,
            place.shape);
        values *= length;
      }
      long expected = values * width(file, place);
      that(
          place.to - place.from == expected && expected <= Integer.MAX_VALUE - 8,
          "%s: tensor '%s': shape %s of %s asks for %d bytes, but it has %d",
          file,
          place.name,
          place.shape,
          place.type,
          expected,
          place.to - place.from);
      end = place.to;
    }
    that(
        end == space, "%s: %d bytes after the last tensor; the file is damaged", file, space - end);
    return places;
  }

  private static Place place(Path file, String name, JsonNode entry) {
    JsonNode offsets = entry.path("data_offsets");
    List<Long> shape = new ArrayList<>();
    entry.path("shape").forEach(length -> shape.add(whole(length)));
    boolean whole =
        entry.path("dtype").isTextual()
            && entry.path("shape").isArray()
            && shape.size() <= 8
            && shape.stream().allMatch(length -> length >= 0)
            && offsets.size() == 2
            && whole(offsets.path(0)) >= 0
            && whole(offsets.path(1)) >= 0;
    that(whole, "%s: tensor '%s': expected dtype, shape and data_offsets", file, name);
    return new Place(
        name, entry.get("dtype").asText(), shape, whole(offsets.get(0)), whole(offsets.get(1)));
  }

  /** A whole number; -1 where the node is none. */
  private static long whole(JsonNode node) {
    return node.isIntegralNumber() && node.canConvertToLong() ? node.longValue() : -1;
  }

  /** Bytes of a value. */
  private static int width(Path file, Place place) {
    return switch (place.type) {
      case "F32", "I32", "U32" -> 4;
      case "F16", "BF16", "I16", "U16" -> 2;
      case "I64", "U64" -> 8;
      case "I8", "U8", "BOOL" -> 1;
      case "F64" ->
          throw failure(
              "%s: tensor '%s' is of type F64; models compute in 32 bits and would round it; convert it"
                  + " with .float() where you save it",
              file, place.name);
      default ->
          throw failure(
              "%s: tensor '%s' is of type %s; expected F32, F16 or BF16",
              file, place.name, place.type);
    };
  }

  private static Array array(Place place, ByteBuffer bytes) {
    int width = place.type.endsWith("32") ? Float.BYTES : Short.BYTES;
    float[] values = new float[bytes.remaining() / width];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (place.type) {
            case "F32" -> bytes.getFloat();
            case "I32" -> bytes.getInt();
            case "F16" -> HalfFloat.widened(bytes.getShort());
            default -> Float.intBitsToFloat(bytes.getShort() << 16);
          };
    }
    return Array.of(place.shape.stream().mapToLong(Long::longValue).toArray(), values);
  }

  private static ByteBuffer bytes(FileChannel channel, long from, int size) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, from + bytes.position()) < 0) {
        throw new EOFException("the file became shorter while it was read");
      }
    }
    return bytes.flip();
  }

  private static InputException damaged(Path file, String why, Exception cause) {
    return new InputException(file + ": not a safetensors file: " + why, cause);
  }
}
