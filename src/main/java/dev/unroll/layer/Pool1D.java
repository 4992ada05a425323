package dev.unroll.layer;

import static dev.unroll.check.Check.notNegative;
import static dev.unroll.check.Check.positive;
import static dev.unroll.check.Check.present;

import dev.unroll.graph.GraphScope;
import dev.unroll.settings.Default;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The maximum or mean over windows of steps, channel by channel: [batch, steps, features] to
 * [batch, windows, features]. Steps past the end of a shorter row do not count.
 *
 * @param kind maximum or mean
 * @param size steps of a window
 * @param stride steps from one window to the next; 0 for as many as a window has
 * @param padding what windows see beyond the ends
 */
public record Pool1D(
    @Default("max") PoolKind kind,
    @Default("2") int size,
    @Default("0") int stride,
    @Default("valid") Padding padding)
    implements Layer {

  public Pool1D {
    present("pool1d: kind", kind);
    positive("pool1d: size", size);
    notNegative("pool1d: stride", stride);
    present("pool1d: padding", padding);
  }

  /** The maximum of windows side by side. */
  public Pool1D(int size) {
    this(PoolKind.MAX, size, 0, Padding.VALID);
  }

  @Override
  public String label() {
    return kind == PoolKind.MAX ? "max-pool1d" : "average-pool1d";
  }

  private int hop() {
    return stride == 0 ? size : stride;
  }

  @Override
  public boolean stepwise() {
    return false;
  }

  @Override
  public Value build(GraphScope scope, Value input) {
    Value.Steps steps = requireSteps(input);
    Ops tf = scope.tf();
    Windows windows =
        new Windows(
            "layer '" + label() + "'", size, hop(), 1, padding, steps.lengths().isPresent());
    int count = windows.count(steps.count());
    Operand<TFloat32> pooled =
        kind == PoolKind.MAX ? max(scope, steps, windows) : average(tf, steps, windows);
    Optional<Operand<TInt32>> lengths = steps.lengths().map(before -> windows.counts(tf, before));
    // The maximum over padding alone is a number that nothing should be computed with.
    Series series =
        Series.ofRows(tf, tf.reshape(pooled, tf.array(-1, count, steps.features())), count)
            .masked(lengths);
    return new Value.Steps(List.of(series), steps.features(), lengths, Value.Steps.Padding.ZEROS);
  }

  private Operand<TFloat32> max(GraphScope scope, Value.Steps steps, Windows windows) {
    Ops tf = scope.tf();
    Series series = steps.joined(tf);
    Operand<TFloat32> rows =
        Mask.of(tf, steps.lengths(), steps.count())
            .map(mask -> series.filled(mask, tf.constant(Readout.LOWEST)))
            .orElse(series)
            .rows();
    return MaxPool.of(
        scope, padded(tf, rows, steps, windows, Readout.LOWEST), 1, size, 1, hop(), "VALID");
  }

  /** The mean over a window of what is there: both its sum and its count are means over all. */
  private Operand<TFloat32> average(Ops tf, Value.Steps steps, Windows windows) {
    Operand<TFloat32> sums = averaged(tf, steps.zeroPadded(tf).rows(), steps, windows);
    Optional<Mask> mask = Mask.of(tf, steps.lengths(), steps.count());
    boolean full = windows.paddedSteps(steps.count()) == steps.count() && mask.isEmpty();
    if (full) {
      return sums;
    }
    Operand<TFloat32> one = tf.ones(tf.array(1, steps.count(), 1), TFloat32.class);
    Operand<TFloat32> ones =
        mask.<Operand<TFloat32>>map(m -> m.selectRows(one, tf.constant(0f))).orElse(one);
    Operand<TFloat32> counts = averaged(tf, ones, steps, windows);
    // A window that lies past a row's end is no window of that row.
    return tf.math.divNoNan(sums, counts);
  }

  private Operand<TFloat32> averaged(
      Ops tf, Operand<TFloat32> rows, Value.Steps steps, Windows windows) {
    return tf.nn.avgPool(padded(tf, rows, steps, windows, 0), window(), hops(), "VALID");
  }

  /** [batch, 1, steps, channels], padding included. */
  private static Operand<TFloat32> padded(
      Ops tf, Operand<TFloat32> rows, Value.Steps steps, Windows windows, float value) {
    Operand<TFloat32> padded = windows.padded(tf, rows, steps.count(), value);
    return tf.expandDims(padded, tf.constant(1));
  }

  private List<Long> window() {
    return List.of(1L, 1L, (long) size, 1L);
  }

  private List<Long> hops() {
    return List.of(1L, 1L, (long) hop(), 1L);
  }
}
