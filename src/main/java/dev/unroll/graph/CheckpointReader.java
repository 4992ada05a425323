package dev.unroll.graph;

import static dev.unroll.check.Check.didYouMean;
import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import com.google.protobuf.CodedInputStream;
import dev.unroll.check.InputException;
import dev.unroll.internal.files.MaskedCrc;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.tensorflow.proto.BundleEntryProto;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.proto.TrackableObjectGraphOuterClass.TrackableObjectGraph;

/**
 * Reads TensorFlow's checkpoint format (version 2) without TensorFlow: nothing in the file is run,
 * and nothing is taken from it that its size does not bear out.
 *
 * <p>TensorFlow 2's checkpoints of objects are read by the names that their variables had.
 */
public final class CheckpointReader {

  private static final String OBJECT_GRAPH = "_CHECKPOINTABLE_OBJECT_GRAPH";

  /** Most bytes that are read at once. */
  private static final int LARGEST = Integer.MAX_VALUE - 8;

  /** Most values of a variable. */
  private static final long MOST_VALUES = 1L << 28;

  private final Path prefix;
  private final CheckpointIndex index;

  /** Keys of the index by the names of variables. */
  private final Map<String, String> keys;

  private CheckpointReader(Path prefix, CheckpointIndex index, Map<String, String> keys) {
    this.prefix = prefix;
    this.index = index;
    this.keys = keys;
  }

  /**
   * Reads what tensors there are.
   *
   * @param prefix path without the endings
   * @throws InputException where the checkpoint is missing or damaged
   */
  public static CheckpointReader open(Path prefix) throws IOException {
    CheckpointIndex index = CheckpointIndex.read(prefix);
    Map<String, String> keys = new LinkedHashMap<>();
    CheckpointReader plain = new CheckpointReader(prefix, index, keys);
    Optional<TrackableObjectGraph> objects = plain.objects();
    if (objects.isPresent()) {
      keys.putAll(plain.variablesOf(objects.get()));
    } else {
      index.entries().keySet().forEach(name -> keys.put(name, name));
    }
    return plain;
  }

  /** Names of all variables. */
  public Set<String> names() {
    return Collections.unmodifiableSet(keys.keySet());
  }

  /** Type of a variable. */
  public DataType type(String name) {
    return entry(name).getDtype();
  }

  /** Sizes of a variable's dimensions. */
  public long[] shape(String name) {
    return entry(name).getShape().getDimList().stream()
        .mapToLong(TensorShapeProto.Dim::getSize)
        .toArray();
  }

  /**
   * Variables of numbers.
   *
   * @throws InputException where one is missing, damaged or not of type float32
   */
  public Weights weights(Collection<String> names) throws IOException {
    Weights.Builder weights = new Weights.Builder();
    for (String name : names) {
      BundleEntryProto entry = entry(name);
      that(
          entry.getDtype() == DataType.DT_FLOAT,
          "%s: variable '%s': expected type DT_FLOAT, found %s",
          prefix,
          name,
          entry.getDtype());
      ByteBuffer bytes = bytes(name, entry, Float.BYTES);
      float[] values = new float[bytes.remaining() / Float.BYTES];
      bytes.asFloatBuffer().get(values);
      weights.put(name, shape(name), values);
    }
    return weights.build();
  }

  /** A variable that is one whole number, such as {@code global_step}. */
  public long integer(String name) throws IOException {
    BundleEntryProto entry = entry(name);
    boolean isLong = entry.getDtype() == DataType.DT_INT64;
    that(
        (isLong || entry.getDtype() == DataType.DT_INT32) && entry.getShape().getDimCount() == 0,
        "%s: variable '%s': expected one whole number, found %s of %d dimensions",
        prefix,
        name,
        entry.getDtype(),
        entry.getShape().getDimCount());
    ByteBuffer bytes = bytes(name, entry, isLong ? Long.BYTES : Integer.BYTES);
    return isLong ? bytes.getLong() : bytes.getInt();
  }

  private BundleEntryProto entry(String name) {
    String key = keys.get(name);
    if (key == null) {
      throw failure(
          "%s: the checkpoint has no variable '%s'%s", prefix, name, didYouMean(name, names()));
    }
    return index.entries().get(key);
  }

  private ByteBuffer bytes(String name, BundleEntryProto entry, int valueSize) throws IOException {
    that(
        entry.getSlicesCount() == 0,
        "%s: variable '%s' is kept in slices; save it whole",
        prefix,
        name);
    long values = 1;
    for (TensorShapeProto.Dim dim : entry.getShape().getDimList()) {
      long size = dim.getSize();
      that(
          size >= 0 && size <= MOST_VALUES && values * size <= MOST_VALUES,
          "%s: variable '%s' says that it has more than %d values",
          prefix,
          name,
          MOST_VALUES);
      values *= size;
    }
    that(
        entry.getSize() == values * valueSize,
        "%s: variable '%s': its shape asks for %d bytes, but it has %d",
        prefix,
        name,
        values * valueSize,
        entry.getSize());
    return raw(name, entry);
  }

  private static Path dataFile(Path prefix, CheckpointIndex index, int shard) {
    return Path.of(
        String.format(Locale.ROOT, "%s.data-%05d-of-%05d", prefix, shard, index.shards()));
  }

  /**
   * The files that the values of a checkpoint lie in, and how many bytes each has at least. Only
   * the index is read; the files need not be there.
   *
   * @param prefix path without the endings
   * @throws InputException where the index is missing or damaged
   */
  public static NavigableMap<Path, Long> dataFiles(Path prefix) throws IOException {
    CheckpointIndex index = CheckpointIndex.read(prefix);
    NavigableMap<Path, Long> files = new TreeMap<>();
    index.ends().forEach((shard, end) -> files.put(dataFile(prefix, index, shard), end));
    return files;
  }

  /**
   * What is not as it was written: the data files are read whole and held to the checksums of the
   * index. Those of variants, which are kept in a way of their own, are passed over.
   *
   * @param prefix path without the endings
   * @return the first that is damaged, in words; empty where all are whole
   * @throws InputException where the index is missing or damaged, or a data file is missing or cut
   */
  public static Optional<String> damaged(Path prefix) throws IOException {
    CheckpointIndex index = CheckpointIndex.read(prefix);
    for (Map.Entry<String, BundleEntryProto> named : index.entries().entrySet()) {
      BundleEntryProto entry = named.getValue();
      if (entry.getSlicesCount() > 0 || entry.getDtype() == DataType.DT_VARIANT) {
        continue;
      }
      Path file = dataFile(prefix, index, entry.getShardId());
      if (!new EntryChecksum(file, entry).holds()) {
        return Optional.of(
            String.format(
                Locale.ROOT,
                "%s: '%s' is damaged: its checksum is wrong",
                file.getFileName(),
                named.getKey()));
      }
    }
    return Optional.empty();
  }

  /** The bytes of an entry, little-endian. */
  private ByteBuffer raw(String name, BundleEntryProto entry) throws IOException {
    Path file = dataFile(prefix, index, entry.getShardId());
    if (!Files.isRegularFile(file)) {
      throw failure("%s: the checkpoint's data file %s is missing", prefix, file.getFileName());
    }
    try (FileChannel channel = FileChannel.open(file)) {
      that(
          entry.getOffset() >= 0
              && entry.getSize() >= 0
              && entry.getSize() <= LARGEST
              && entry.getOffset() <= channel.size() - entry.getSize(),
          "%s: variable '%s' lies beyond the end of the file; it is cut, copy it again",
          file,
          name);
      ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(entry.getSize()));
      int read = 0;
      while (bytes.hasRemaining() && read >= 0) {
        read = channel.read(bytes, entry.getOffset() + bytes.position());
      }
      that(
          entry.getDtype() == DataType.DT_STRING
              || MaskedCrc.of(bytes.array(), 0, bytes.capacity()) == entry.getCrc32C(),
          "%s: variable '%s' is damaged: its checksum is wrong",
          file,
          name);
      return bytes.flip().order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  /**
   * The graph of objects, where TensorFlow 2 has kept one.
   *
   * @throws InputException where it is damaged
   */
  public Optional<TrackableObjectGraph> objects() throws IOException {
    if (!index.entries().containsKey(OBJECT_GRAPH)) {
      return Optional.empty();
    }
    try {
      CodedInputStream in =
          CodedInputStream.newInstance(raw(OBJECT_GRAPH, index.entries().get(OBJECT_GRAPH)));
      int length = in.readRawVarint32();
      in.skipRawBytes(Integer.BYTES); // a checksum of the length
      return Optional.of(TrackableObjectGraph.parseFrom(in.readRawBytes(length)));
    } catch (IOException e) {
      throw new InputException(
          prefix + ": the checkpoint's graph of objects is damaged (" + e.getMessage() + ")", e);
    }
  }

  /** Keys of variables by the names that TensorFlow 2 has kept of them. */
  private Map<String, String> variablesOf(TrackableObjectGraph graph) {
    Map<String, String> found = new LinkedHashMap<>();
    for (var node : graph.getNodesList()) {
      for (var attribute : node.getAttributesList()) {
        String key = attribute.getCheckpointKey();
        String name = attribute.getFullName();
        if (index.entries().containsKey(key)) {
          found.put(name.isEmpty() || found.containsKey(name) ? key : name, key);
        }
      }
    }
    return found;
  }
}
