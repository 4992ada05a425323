package dev.unroll.layer;

import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import com.google.common.collect.Lists;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.index.Indices;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReverseSequence;
import org.tensorflow.op.core.Stack;
import org.tensorflow.op.core.Unstack;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A tensor a step, as one tensor or as a list; what is not there is added to the graph when asked
 * for.
 */
public final class Series {

  private static final int STEP_AXIS = 0;
  private static final int BATCH_AXIS = 1;
  private static final int FEATURE_AXIS = 2;

  private final Ops tf;
  private final int size;
  private final Supplier<Operand<TFloat32>> packed;
  private final Supplier<List<Operand<TFloat32>>> list;
  private final Supplier<Operand<TFloat32>> first;
  private final Supplier<Operand<TFloat32>> last;

  /** [batch, steps, features] where the series came so: its rows are split without a copy. */
  private final Optional<Operand<TFloat32>> rowsFirst;

  private Series(
      Ops tf,
      int size,
      Supplier<Operand<TFloat32>> packed,
      Supplier<List<Operand<TFloat32>>> list,
      Supplier<Operand<TFloat32>> first,
      Supplier<Operand<TFloat32>> last) {
    this(tf, size, packed, list, first, last, Optional.empty());
  }

  private Series(
      Ops tf,
      int size,
      Supplier<Operand<TFloat32>> packed,
      Supplier<List<Operand<TFloat32>>> list,
      Supplier<Operand<TFloat32>> first,
      Supplier<Operand<TFloat32>> last,
      Optional<Operand<TFloat32>> rowsFirst) {
    this.tf = tf;
    this.size = size;
    this.packed = Suppliers.memoize(packed);
    this.list = Suppliers.memoize(list);
    this.first = Suppliers.memoize(first);
    this.last = Suppliers.memoize(last);
    this.rowsFirst = rowsFirst;
  }

  /**
   * A series of one tensor a step.
   *
   * @param steps [batch, features] each
   */
  public static Series of(Ops tf, List<Operand<TFloat32>> steps) {
    List<Operand<TFloat32>> list = List.copyOf(steps);
    int size = list.size();
    return new Series(
        tf, size, () -> tf.stack(list), () -> list, () -> list.get(0), () -> list.get(size - 1));
  }

  /**
   * A series in one tensor.
   *
   * @param packed [steps, batch, features]
   */
  public static Series of(Ops tf, Operand<TFloat32> packed, int size) {
    return of(tf, packed, size, () -> at(tf, packed, size - 1));
  }

  /**
   * A series in one tensor, row by row.
   *
   * @param rows [batch, steps, features]
   */
  public static Series ofRows(Ops tf, Operand<TFloat32> rows, int size) {
    Supplier<Operand<TFloat32>> packed =
        Suppliers.memoize(() -> tf.linalg.transpose(rows, tf.array(1, 0, 2)));
    return new Series(
        tf,
        size,
        packed,
        () -> unstack(tf, packed.get(), size),
        () -> tf.stridedSlice(rows, Indices.all(), Indices.at(0)),
        () -> tf.stridedSlice(rows, Indices.all(), Indices.at(size - 1)),
        Optional.of(rows));
  }

  /** As {@link #of(Ops, Operand, int)}, with the last step at hand. */
  static Series of(Ops tf, Operand<TFloat32> packed, int size, Supplier<Operand<TFloat32>> last) {
    return new Series(
        tf, size, () -> packed, () -> unstack(tf, packed, size), () -> at(tf, packed, 0), last);
  }

  private static Operand<TFloat32> at(Ops tf, Operand<TFloat32> packed, int step) {
    return tf.stridedSlice(packed, Indices.at(step), Indices.ellipsis());
  }

  private static List<Operand<TFloat32>> unstack(Ops tf, Operand<TFloat32> packed, int size) {
    return new ArrayList<>(
        tf.<TFloat32>unstack(packed, (long) size, Unstack.axis((long) STEP_AXIS)).output());
  }

  /** Number of steps. */
  public int size() {
    return size;
  }

  /** [steps, batch, features]. */
  public Operand<TFloat32> packed() {
    return packed.get();
  }

  /** [batch, steps, features]. */
  public Operand<TFloat32> rows() {
    return rowsFirst.orElseGet(() -> tf.linalg.transpose(packed(), tf.array(1, 0, 2)));
  }

  /**
   * Another series, each of whose vectors is made of one of this series, padding too.
   *
   * @param features of this series
   * @param outputs features of the other
   * @param map from [rows, features] to [rows, outputs]
   */
  Series mapRows(int features, int outputs, UnaryOperator<Operand<TFloat32>> map) {
    Operand<TFloat32> all = rowsFirst.orElseGet(packed);
    Operand<TFloat32> mapped = map.apply(tf.reshape(all, tf.array(-1, features)));
    return rowsFirst.isPresent()
        ? ofRows(tf, tf.reshape(mapped, tf.array(-1, size, outputs)), size)
        : of(tf, tf.reshape(mapped, tf.array(size, -1, outputs)), size);
  }

  /** [batch, features] a step. */
  public List<Operand<TFloat32>> list() {
    return list.get();
  }

  /** The first step [batch, features]. */
  public Operand<TFloat32> first() {
    return first.get();
  }

  /** The last step [batch, features], padding or not. */
  public Operand<TFloat32> last() {
    return last.get();
  }

  /** The last step of each row before its padding [batch, features]. */
  Operand<TFloat32> lastValid(Optional<Operand<TInt32>> lengths) {
    return lengths.isEmpty() ? last() : lastBefore(lengths.get());
  }

  /** By a gather, which converters of static graphs know. */
  private Operand<TFloat32> lastBefore(Operand<TInt32> lengths) {
    Operand<TInt32> one = tf.constant(1);
    Operand<TInt32> steps = tf.math.maximum(tf.math.sub(lengths, one), tf.constant(0));
    Operand<TInt32> count = tf.stridedSlice(tf.shape(packed()), Indices.at(BATCH_AXIS));
    Operand<TInt32> rows = tf.range(tf.constant(0), count, one);
    List<Operand<TInt32>> index = List.of(steps, rows);
    return tf.gatherNd(packed(), tf.stack(index, Stack.axis(1L)));
  }

  /** Backward in time; each row from its own last step, where there are lengths [batch]. */
  Series reversed(Optional<Operand<TInt32>> lengths) {
    if (lengths.isPresent()) {
      ReverseSequence.Options batch = ReverseSequence.batchDim((long) BATCH_AXIS);
      return of(tf, tf.reverseSequence(packed(), lengths.get(), (long) STEP_AXIS, batch), size);
    }
    return new Series(
        tf,
        size,
        () -> tf.reverse(packed(), tf.array(STEP_AXIS)),
        () -> Lists.reverse(list()),
        last,
        first);
  }

  /** With zeros past the end of each row. */
  Series masked(Optional<Operand<TInt32>> lengths) {
    return Mask.of(tf, lengths, size).map(mask -> filled(mask, tf.constant(0f))).orElse(this);
  }

  /**
   * Every step times the same factors.
   *
   * @param factors [batch, features]
   */
  Series times(Operand<TFloat32> factors) {
    return rowsFirst.isPresent()
        ? ofRows(tf, tf.math.mul(rowsFirst.get(), tf.expandDims(factors, tf.constant(1))), size)
        : of(tf, tf.math.mul(packed(), factors), size);
  }

  /** With {@code ended}, a scalar, past the end of each row. */
  Series filled(Mask mask, Operand<TFloat32> ended) {
    return rowsFirst.isPresent()
        ? ofRows(tf, mask.selectRows(rowsFirst.get(), ended), size)
        : of(tf, mask.select(packed(), ended), size);
  }

  /** The rows of {@code parts} below each other. */
  static Series joinRows(Ops tf, List<Series> parts) {
    return join(tf, parts, BATCH_AXIS);
  }

  /** The features of {@code parts} beside each other. */
  static Series joinFeatures(Ops tf, List<Series> parts) {
    return join(tf, parts, FEATURE_AXIS);
  }

  private static Series join(Ops tf, List<Series> parts, int axis) {
    if (parts.size() == 1) {
      return parts.get(0);
    }
    int size = parts.get(0).size;
    Function<Function<Series, Operand<TFloat32>>, Operand<TFloat32>> joinSteps =
        step -> tf.concat(parts.stream().map(step).toList(), tf.constant(axis - 1));
    return new Series(
        tf,
        size,
        () -> tf.concat(parts.stream().map(Series::packed).toList(), tf.constant(axis)),
        () ->
            IntStream.range(0, size)
                .mapToObj(t -> joinSteps.apply(part -> part.list().get(t)))
                .toList(),
        () -> joinSteps.apply(Series::first),
        () -> joinSteps.apply(Series::last));
  }

  /** Number of rows, a vector of that one number. */
  Operand<TInt32> batch() {
    return rowsFirst
        .map(rows -> tf.shape.size(rows, tf.constant(0)))
        .orElseGet(() -> tf.shape.size(packed(), tf.constant(BATCH_AXIS)));
  }

  /**
   * The rows in {@code count} parts.
   *
   * @param sizes rows of each part, [count]
   */
  List<Series> splitRows(Operand<TInt32> sizes, int count) {
    Function<Operand<TFloat32>, Series> series =
        rowsFirst.isPresent() ? part -> ofRows(tf, part, size) : part -> of(tf, part, size);
    Operand<TInt32> axis = tf.constant(rowsFirst.isPresent() ? 0 : BATCH_AXIS);
    List<Series> parts = new ArrayList<>();
    tf.splitV(rowsFirst.orElseGet(packed), sizes, axis, (long) count)
        .forEach(part -> parts.add(series.apply(part)));
    return parts;
  }
}
