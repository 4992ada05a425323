package dev.unroll.graph;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.unroll.check.InputException;
import dev.unroll.internal.files.MaskedCrc;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.tensorflow.proto.BundleEntryProto;
import org.tensorflow.proto.BundleHeaderProto;

/**
 * The file {@code PREFIX.index} of a checkpoint: which tensors there are and where their values
 * lie. It is a table of sorted keys in blocks, the format of LevelDB.
 *
 * @param shards number of data files
 * @param entries by name, in the file's order
 * @param ends bytes that each data file has at least, by its number; those without values left out
 */
record CheckpointIndex(
    int shards, Map<String, BundleEntryProto> entries, NavigableMap<Integer, Long> ends) {

  private static final long MAGIC = 0xdb4775248b80fb57L;
  private static final int FOOTER = 48;

  /** Type and checksum after a block. */
  private static final int TRAILER = 5;

  /** How a block is packed. */
  private static final int PLAIN = 0;

  private static final int SNAPPY = 1;

  private static final long MOST_BYTES = 256L << 20;
  private static final int LONGEST_NAME = 4096;
  private static final int MOST_ENTRIES = 1_000_000;

  /** Where a block lies. */
  private record Block(long offset, long size) {}

  /** What is done with each key and value of a block. */
  @FunctionalInterface
  private interface Entry {
    void take(String key, byte[] value) throws IOException;
  }

  /**
   * Reads the file.
   *
   * @throws InputException where it is missing, cut or otherwise damaged
   */
  static CheckpointIndex read(Path prefix) throws IOException {
    Path file = Path.of(prefix + ".index");
    if (!Files.isRegularFile(file)) {
      throw failure("%s: no such checkpoint (there is no %s)", prefix, file.getFileName());
    }
    that(
        Files.size(file) <= MOST_BYTES,
        "%s: expected an index of %d MiB at most, found %d",
        file,
        MOST_BYTES >> 20,
        Files.size(file) >> 20);
    byte[] bytes = Files.readAllBytes(file);
    try {
      return parse(bytes);
    } catch (IOException | RuntimeException e) {
      throw new InputException(
          file + ": the checkpoint's index is damaged (" + e.getMessage() + "); copy it again", e);
    }
  }

  private static CheckpointIndex parse(byte[] file) throws IOException {
    expect(file.length >= FOOTER, "it has only " + file.length + " bytes");
    ByteBuffer end = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    expect(end.getLong(file.length - Long.BYTES) == MAGIC, "it does not end as an index does");
    CodedInputStream footer = CodedInputStream.newInstance(file, file.length - FOOTER, FOOTER);
    handle(footer); // of an index of metadata, which checkpoints do not have
    Block index = handle(footer);
    Map<String, BundleEntryProto> entries = new LinkedHashMap<>();
    NavigableMap<Integer, Long> ends = new TreeMap<>();
    int[] shards = {0};
    long[] blocksEnd = {0};
    entries(
        file,
        index,
        (last, where) -> {
          Block block = handle(CodedInputStream.newInstance(where));
          expect(block.offset >= blocksEnd[0] && block.size >= 0, "its blocks overlap");
          blocksEnd[0] = block.offset + block.size;
          entries(
              file,
              block,
              (key, value) -> {
                if (key.isEmpty()) {
                  shards[0] = header(value);
                } else {
                  BundleEntryProto tensor = BundleEntryProto.parseFrom(value);
                  entries.put(key, tensor);
                  // One that is kept in slices has no values of its own.
                  if (tensor.getSlicesCount() == 0) {
                    ends.merge(
                        tensor.getShardId(), tensor.getOffset() + tensor.getSize(), Math::max);
                  }
                  expect(entries.size() <= MOST_ENTRIES, "it has too many entries");
                }
              });
        });
    expect(shards[0] > 0, "it does not say how many data files there are");
    for (int shard : ends.keySet()) {
      expect(shard >= 0 && shard < shards[0], "a tensor lies in a data file that there is not");
    }
    return new CheckpointIndex(shards[0], entries, ends);
  }

  private static int header(byte[] value) throws IOException {
    BundleHeaderProto header = BundleHeaderProto.parseFrom(value);
    expect(
        header.getEndianness() == BundleHeaderProto.Endianness.LITTLE,
        "its numbers are big-endian");
    return header.getNumShards();
  }

  private static Block handle(CodedInputStream in) throws IOException {
    return new Block(in.readRawVarint64(), in.readRawVarint64());
  }

  private static void entries(byte[] file, Block block, Entry entry) throws IOException {
    expect(
        block.offset >= 0 && block.size >= 4 && block.offset <= file.length - TRAILER - block.size,
        "a block lies outside the file");
    int from = (int) block.offset;
    int size = (int) block.size;
    int checksum = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(from + size + 1);
    expect(checksum == MaskedCrc.of(file, from, size + 1), "a checksum is wrong");
    int packing = file[from + size];
    expect(packing == PLAIN || packing == SNAPPY, "a block is packed in a way of its own");
    byte[] bytes =
        packing == SNAPPY
            ? Snappy.unpack(file, from, size)
            : Arrays.copyOfRange(file, from, from + size);
    expect(bytes.length >= 4, "a block is cut");
    int restarts = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(bytes.length - 4);
    expect(restarts >= 0 && restarts <= (bytes.length - 4) / 4, "a block is cut");
    CodedInputStream in = CodedInputStream.newInstance(bytes, 0, bytes.length - 4 - 4 * restarts);
    byte[] key = {};
    boolean first = true;
    while (!in.isAtEnd()) {
      int shared = in.readRawVarint32();
      int more = in.readRawVarint32();
      int valueSize = in.readRawVarint32();
      expect(shared >= 0 && shared <= key.length, "a name begins as none before it");
      byte[] next = in.readRawBytes(more);
      expect(shared + next.length <= LONGEST_NAME, "a name is too long");
      byte[] before = key;
      key = Arrays.copyOf(before, shared + next.length);
      System.arraycopy(next, 0, key, shared, next.length);
      expect(first || Arrays.compareUnsigned(key, before) > 0, "its names are not in order");
      first = false;
      entry.take(
          // The names of slices are no text.
          new String(
              key,
              key.length > 0 && key[0] == 0 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8),
          in.readRawBytes(valueSize));
    }
  }

  private static void expect(boolean holds, String problem) throws IOException {
    if (!holds) {
      throw new InvalidProtocolBufferException(problem);
    }
  }
}
