package dev.unroll.internal.numpy;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** An array that NumPy saved: of numbers or texts, or of arrays that differ in their lengths. */
public abstract class SavedArray implements Closeable {

  private final String who;

  SavedArray(String who) {
    this.who = who;
  }

  /**
   * Opens a {@code .npy} file.
   *
   * @throws dev.unroll.check.InputException where it is none, damaged or cut, or holds objects that
   *     are no numbers, texts or arrays of them
   */
  public static SavedArray open(Path file) throws IOException {
    return of(NpyArray.open(file));
  }

  /**
   * Unpacks an array of a {@code .npz} file.
   *
   * @param name one of {@link NpzFile#names}
   */
  public static SavedArray open(Path file, String name) throws IOException {
    return of(NpzFile.array(file, name));
  }

  private static SavedArray of(NpyArray array) throws IOException {
    if (array.type().kind() != NpyType.Kind.OBJECT) {
      return array;
    }
    try (array) {
      return ObjectArray.read(array);
    }
  }

  /** How messages name it. */
  public final String who() {
    return who;
  }

  /** Sizes of its axes. */
  public abstract List<Long> shape();

  /** Whether its values, or those of its arrays, are numbers, true and false included. */
  public abstract boolean areNumbers();

  /** Whether its values are texts. */
  public abstract boolean areTexts();

  /** Whether its entries are arrays, each of a shape of its own. */
  public boolean isRagged() {
    return false;
  }

  /**
   * All of its values.
   *
   * @param order of the axes that they are to have
   */
  public abstract Cells all(int... order) throws IOException;

  /** All of its values. */
  public final Cells all() throws IOException {
    return all(IntStream.range(0, rank()).toArray());
  }

  /**
   * Its entries along an axis.
   *
   * @param axis whose entries are wanted
   * @param others the other axes, in the order that an entry is to have them
   */
  public abstract Entries entries(int axis, int... others) throws IOException;

  /** As {@code [120, 50, 3]}. */
  public final String shapeText() {
    return shape().stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]"));
  }

  /** Number of axes. */
  public final int rank() {
    return shape().size();
  }

  /** The size of an axis. */
  public final long size(int axis) {
    return shape().get(axis);
  }

  /** Values that it has, or arrays. */
  public final long size() {
    return shape().stream().reduce(1L, Math::multiplyExact);
  }

  @Override
  public void close() throws IOException {}
}
