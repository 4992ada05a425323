package dev.unroll.convert.keras;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import com.google.common.base.Splitter;
import dev.unroll.check.InputException;
import dev.unroll.convert.arrays.Array;
import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * An HDF5 file in memory. Sizes are checked against the file's own before values are read; whatever
 * goes wrong in the library is an {@link InputException}.
 */
final class Hdf5File implements AutoCloseable {

  /** Values that a byte of a file may stand for: compression of weights wins little. */
  private static final long MOST_VALUES_A_BYTE = 16;

  private final String name;
  private final long size;
  private final HdfFile file;

  private Hdf5File(String name, long size, HdfFile file) {
    this.name = name;
    this.size = size;
    this.file = file;
  }

  /**
   * Opens a file's content.
   *
   * @param name how messages name it
   */
  static Hdf5File of(String name, byte[] content) {
    that(
        content.length > 48 && content[0] == (byte) 0x89 && content[1] == 'H' && content[2] == 'D',
        "%s: not an HDF5 file",
        name);
    // Where the file ends: after two other addresses, which begin by the version.
    long end =
        ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).getLong(content[8] < 2 ? 40 : 28);
    that(
        end <= content.length,
        "%s: the file is cut: it has %d bytes of %d; copy it again",
        name,
        content.length,
        end);
    return new Hdf5File(name, content.length, guarded(name, () -> HdfFile.fromBytes(content)));
  }

  /** How messages name it. */
  String name() {
    return name;
  }

  /** Whether there is a group or a dataset at {@code path}. */
  boolean has(String path) {
    return find(path).isPresent();
  }

  /** Names below a group, in the file's order. */
  List<String> children(String path) {
    return guarded(
        name,
        () ->
            find(path)
                .filter(Group.class::isInstance)
                .map(node -> new ArrayList<>(((Group) node).getChildren().keySet()))
                .orElseGet(ArrayList::new));
  }

  /** A text that belongs to a group; the root is the empty path. */
  Optional<String> text(String path, String attribute) {
    return attribute(path, attribute).filter(String.class::isInstance).map(String.class::cast);
  }

  /** Texts that belong to a group, which Keras cuts into {@code NAME0}, {@code NAME1}, ... */
  List<String> texts(String path, String attribute) {
    Optional<Object> whole = attribute(path, attribute);
    List<String> all = new ArrayList<>();
    if (whole.isPresent()) {
      addTexts(whole.get(), all);
      return all;
    }
    for (int i = 0; attribute(path, attribute + i).isPresent(); i++) {
      addTexts(attribute(path, attribute + i).get(), all);
    }
    return all;
  }

  private static void addTexts(Object value, List<String> all) {
    if (value instanceof String[] texts) {
      all.addAll(Arrays.asList(texts));
    } else if (value instanceof String text) {
      all.add(text);
    }
  }

  private Optional<Object> attribute(String path, String attribute) {
    return guarded(
        name, () -> find(path).map(node -> node.getAttribute(attribute)).map(Attribute::getData));
  }

  /**
   * The values of a dataset.
   *
   * @throws InputException where it is not of 32-bit floats, or says that it has more values than
   *     its file can hold
   */
  Array array(String path) {
    Dataset dataset = dataset(path);
    int[] dimensions = guarded(name, dataset::getDimensions);
    long values = 1;
    for (int length : dimensions) {
      values *= length;
      that(
          length >= 0 && values <= MOST_VALUES_A_BYTE * size && values <= Integer.MAX_VALUE / 4,
          "%s: dataset '%s' says that its shape is %s, more than a file of %d bytes holds",
          name,
          path,
          Arrays.toString(dimensions),
          size);
    }
    Class<?> type = guarded(name, dataset::getJavaType);
    that(
        type == float.class,
        "%s: dataset '%s' is of type %s; expected numbers of 32 bits; save the model as float32",
        name,
        path,
        type.getSimpleName());
    Object flat = guarded(name, dataset::getDataFlat);
    float[] all =
        flat instanceof float[] floats
            ? floats
            : flat instanceof Float single ? new float[] {single} : new float[0];
    return Array.of(Arrays.stream(dimensions).asLongStream().toArray(), all);
  }

  private Dataset dataset(String path) {
    Node node =
        find(path).orElseThrow(() -> failure("%s: there is no dataset '%s' in it", name, path));
    if (node instanceof Dataset dataset) {
      return dataset;
    }
    throw failure("%s: '%s' is a group; expected a dataset", name, path);
  }

  /** Step by step, since paths that a file names may hold anything. */
  private Optional<Node> find(String path) {
    return guarded(
        name,
        () -> {
          Node node = file;
          for (String part : Splitter.on('/').omitEmptyStrings().split(path)) {
            if (!(node instanceof Group group) || !group.getChildren().containsKey(part)) {
              return Optional.empty();
            }
            node = group.getChildren().get(part);
          }
          return Optional.of(node);
        });
  }

  /**
   * The library says what it does not like by exceptions of many kinds, deep recursion included.
   */
  private static <T> T guarded(String name, Supplier<T> read) {
    try {
      return read.get();
    } catch (InputException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      throw new InputException(
          name
              + ": the HDF5 file is damaged or of a kind that cannot be read ("
              + e.getClass().getSimpleName()
              + ": "
              + String.valueOf(e.getMessage()).lines().findFirst().orElse("")
              + ")",
          e);
    }
  }

  @Override
  public void close() {
    file.close();
  }
}
