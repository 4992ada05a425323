package dev.unroll.source.har;

import com.google.common.hash.Hashing;
import dev.unroll.data.Dataset;
import dev.unroll.data.Sequences;
import dev.unroll.data.Signal;
import dev.unroll.data.Split;
import dev.unroll.internal.files.AtomicWrite;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Parsed datasets in binary files, keyed by the content they were parsed from.
 *
 * <p>A file is a header of 24 bytes (magic, format, CRC-32C of the body, length of the body) and a
 * body, little-endian. A file that is cut, changed or of another format is parsed anew and
 * replaced; a cache that cannot be written is done without.
 */
final class DatasetCache {

  /** Parses the dataset where the cache has none. */
  @FunctionalInterface
  interface Parser {
    Dataset parse() throws IOException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(DatasetCache.class);
  private static final int MAGIC = 0x4c524e55; // "UNRL"
  private static final int FORMAT = 1;
  private static final int HEADER_BYTES = 24;

  private DatasetCache() {}

  /**
   * The dataset from the cache, or parsed and then cached.
   *
   * @param kind first part of the file's name
   * @param contentKey tells one content from another
   */
  static Dataset load(Path cache, String kind, String contentKey, Parser parser)
      throws IOException {
    String digest = Hashing.sha256().hashString(contentKey, StandardCharsets.UTF_8).toString();
    Path file = cache.resolve("parsed").resolve(kind + "-" + digest.substring(0, 32) + ".bin");
    Optional<Dataset> cached = read(file);
    if (cached.isPresent()) {
      return cached.get();
    }
    Dataset parsed = parser.parse();
    try {
      AtomicWrite.file(file, path -> write(parsed, path));
    } catch (IOException e) {
      LOG.warn("parsed data is not cached: {}", e.toString());
    }
    return parsed;
  }

  private static Optional<Dataset> read(Path file) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer all =
          channel
              .map(FileChannel.MapMode.READ_ONLY, 0, channel.size())
              .order(ByteOrder.LITTLE_ENDIAN);
      if (all.remaining() < HEADER_BYTES || all.getInt() != MAGIC || all.getInt() != FORMAT) {
        return Optional.empty();
      }
      long checksum = all.getLong();
      long bodyBytes = all.getLong();
      if (bodyBytes != all.remaining() || checksum != checksum(all.slice())) {
        LOG.warn("{} is damaged; the data is parsed anew", file);
        return Optional.empty();
      }
      return Optional.of(getDataset(all));
    } catch (IOException e) {
      LOG.warn("{} cannot be read ({}); the data is parsed anew", file, e.toString());
      return Optional.empty();
    }
  }

  private static void write(Dataset dataset, Path file) throws IOException {
    long bytes = HEADER_BYTES + bodyBytes(dataset);
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
      all.position(HEADER_BYTES);
      putDataset(dataset, all);
      all.flip();
      all.putInt(0, MAGIC);
      all.putInt(4, FORMAT);
      all.putLong(8, checksum(all.slice(HEADER_BYTES, all.limit() - HEADER_BYTES)));
      all.putLong(16, all.limit() - HEADER_BYTES);
      while (all.hasRemaining()) {
        channel.write(all);
      }
    }
  }

  private static long checksum(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return crc.getValue();
  }

  private static long bodyBytes(Dataset dataset) {
    long text = 4L * 3 + text(dataset.name());
    for (Signal signal : dataset.signals()) {
      text += text(signal.name()) + text(signal.unit());
    }
    for (String name : dataset.classNames()) {
      text += text(name);
    }
    long parts = 0;
    for (Split split : Split.values()) {
      Sequences part = dataset.split(split);
      parts += 4L + 12L * part.size();
      for (int i = 0; i < part.size(); i++) {
        parts += 4L * part.length(i) * part.features();
      }
    }
    return text + parts;
  }

  private static long text(String text) {
    return 4L + text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static void putDataset(Dataset dataset, ByteBuffer to) {
    putText(dataset.name(), to);
    to.putInt(dataset.simulated() ? 1 : 0);
    to.putInt(dataset.signals().size());
    for (Signal signal : dataset.signals()) {
      putText(signal.name(), to);
      putText(signal.unit(), to);
    }
    to.putInt(dataset.classNames().size());
    dataset.classNames().forEach(name -> putText(name, to));
    for (Split split : Split.values()) {
      putSequences(dataset.split(split), to);
    }
  }

  private static Dataset getDataset(ByteBuffer from) {
    String name = getText(from);
    boolean simulated = from.getInt() == 1;
    List<Signal> signals = new ArrayList<>();
    for (int left = from.getInt(); left > 0; left--) {
      signals.add(new Signal(getText(from), getText(from)));
    }
    List<String> classNames = new ArrayList<>();
    for (int left = from.getInt(); left > 0; left--) {
      classNames.add(getText(from));
    }
    int features = signals.size();
    Sequences train = getSequences(features, from);
    Sequences validation = getSequences(features, from);
    Sequences test = getSequences(features, from);
    return new Dataset(name, simulated, signals, classNames, train, validation, test);
  }

  private static void putSequences(Sequences sequences, ByteBuffer to) {
    to.putInt(sequences.size());
    for (int i = 0; i < sequences.size(); i++) {
      to.putInt(sequences.length(i)).putInt(sequences.label(i)).putInt(sequences.group(i));
    }
    var values = to.asFloatBuffer();
    for (int i = 0; i < sequences.size(); i++) {
      sequences.copyTo(i, values::put);
    }
    to.position(to.position() + 4 * values.position());
  }

  private static Sequences getSequences(int features, ByteBuffer from) {
    int count = from.getInt();
    int[] lengths = new int[count];
    int[] labels = new int[count];
    int[] groups = new int[count];
    int values = 0;
    for (int i = 0; i < count; i++) {
      lengths[i] = from.getInt();
      labels[i] = from.getInt();
      groups[i] = from.getInt();
      values += lengths[i] * features;
    }
    float[] packed = new float[values];
    from.asFloatBuffer().get(packed);
    from.position(from.position() + 4 * values);
    return Sequences.of(packed, features, lengths, labels, groups);
  }

  private static void putText(String text, ByteBuffer to) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    to.putInt(bytes.length).put(bytes);
  }

  private static String getText(ByteBuffer from) {
    byte[] bytes = new byte[from.getInt()];
    from.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
