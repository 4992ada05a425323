package dev.unroll.layer;

import static dev.unroll.check.Check.that;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** What flows from layer to layer. */
public sealed interface Value {

  /** Numbers of a row, or of one of its steps. */
  int features();

  /** As printed in tables: {@code [batch, 128, 9]}. */
  String shape();

  /** Size of the last axis: features, or the channels of a pixel. */
  default int channels() {
    return features();
  }

  /**
   * This value with every vector of its last axis replaced by what {@code rows} makes of it.
   * Padding is a row like any other.
   *
   * @param outputs channels after
   * @param rows from [rows, channels] to [rows, outputs]
   */
  Value mapRows(Ops tf, int outputs, UnaryOperator<Operand<TFloat32>> rows);

  /** As {@link #mapRows}, where padding must not count: it becomes zeros. */
  default Value mapValidRows(Ops tf, int outputs, UnaryOperator<Operand<TFloat32>> rows) {
    return mapRows(tf, outputs, rows);
  }

  /** All numbers without padding [rows, channels]. */
  Operand<TFloat32> validRows(Ops tf);

  /**
   * A value at every step.
   *
   * @param directions one series; or two, computed forward and backward in time, both in the order
   *     of time, whose features are meant beside each other
   * @param features channels in all
   * @param lengths [batch], steps of each row before its padding; empty where all rows are full
   * @param padding what is past a row's end
   */
  record Steps(
      List<Series> directions, int features, Optional<Operand<TInt32>> lengths, Padding padding)
      implements Value {

    /** What is past a row's end. */
    public enum Padding {
      ZEROS,
      ANYTHING
    }

    public Steps {
      directions = List.copyOf(directions);
      that(!directions.isEmpty(), "a value at every step: expected a series, got none");
    }

    /** A value of one series with anything past the end of a row. */
    public Steps(Series series, int features, Optional<Operand<TInt32>> lengths) {
      this(List.of(series), features, lengths, Padding.ANYTHING);
    }

    /** Number of steps, padding included. */
    public int count() {
      return directions.get(0).size();
    }

    /** The lengths of rows where all of {@code values}, of as many steps, have some. */
    static Optional<Operand<TInt32>> shortest(Ops tf, List<Steps> values) {
      List<Operand<TInt32>> distinct =
          values.stream().flatMap(steps -> steps.lengths.stream()).distinct().toList();
      return distinct.stream().reduce(tf.math::minimum);
    }

    /** All features in one series. */
    public Series joined(Ops tf) {
      return Series.joinFeatures(tf, directions);
    }

    /** The last step of each row before its padding [batch, features]. */
    public Operand<TFloat32> lastValid(Ops tf) {
      return joined(tf).lastValid(lengths);
    }

    /** All features in one series, with zeros past the end of each row. */
    public Series zeroPadded(Ops tf) {
      return padding == Padding.ZEROS ? joined(tf) : joined(tf).masked(lengths);
    }

    /** All features in one series, with {@code value} past the end of each row. */
    public Series filled(Ops tf, float value) {
      Series all = joined(tf);
      return Mask.of(tf, lengths, count())
          .map(mask -> all.filled(mask, tf.constant(value)))
          .orElse(all);
    }

    @Override
    public Steps mapRows(Ops tf, int outputs, UnaryOperator<Operand<TFloat32>> rows) {
      return new Steps(joined(tf).mapRows(features, outputs, rows), outputs, lengths);
    }

    @Override
    public Steps mapValidRows(Ops tf, int outputs, UnaryOperator<Operand<TFloat32>> rows) {
      if (lengths.isEmpty()) {
        return mapRows(tf, outputs, rows);
      }
      ValidSteps valid = ValidSteps.of(tf, lengths.get(), count());
      Operand<TFloat32> all = valid.take(joined(tf).rows(), features);
      Series mapped = Series.ofRows(tf, valid.put(rows.apply(all), outputs), count());
      return new Steps(List.of(mapped), outputs, lengths, Padding.ZEROS);
    }

    @Override
    public Operand<TFloat32> validRows(Ops tf) {
      Operand<TFloat32> rows = joined(tf).rows();
      return lengths.isEmpty()
          ? tf.reshape(rows, tf.array(-1, features))
          : ValidSteps.of(tf, lengths.get(), count()).take(rows, features);
    }

    @Override
    public String shape() {
      return "[batch, " + count() + ", " + features + "]";
    }
  }

  /**
   * One value a sequence.
   *
   * @param tensor [batch, features]
   * @param features channels
   */
  record Vector(Operand<TFloat32> tensor, int features) implements Value {
    @Override
    public Vector mapRows(Ops tf, int outputs, UnaryOperator<Operand<TFloat32>> rows) {
      return new Vector(rows.apply(tensor), outputs);
    }

    @Override
    public Operand<TFloat32> validRows(Ops tf) {
      return tensor;
    }

    @Override
    public String shape() {
      return "[batch, " + features + "]";
    }
  }

  /**
   * One image a row.
   *
   * @param tensor [batch, height, width, channels]
   */
  record Image(Operand<TFloat32> tensor, int height, int width, int channels) implements Value {
    @Override
    public int features() {
      return height * width * channels;
    }

    @Override
    public Image mapRows(Ops tf, int outputs, UnaryOperator<Operand<TFloat32>> rows) {
      Operand<TFloat32> mapped = rows.apply(tf.reshape(tensor, tf.array(-1, channels)));
      return new Image(
          tf.reshape(mapped, tf.array(-1, height, width, outputs)), height, width, outputs);
    }

    @Override
    public Operand<TFloat32> validRows(Ops tf) {
      return tf.reshape(tensor, tf.array(-1, channels));
    }

    @Override
    public String shape() {
      return "[batch, " + height + ", " + width + ", " + channels + "]";
    }
  }

  /**
   * An image at every step.
   *
   * @param steps their pixels row by row: features are height * width * channels
   */
  record Frames(Steps steps, int height, int width, int channels) implements Value {
    @Override
    public int features() {
      return steps.features();
    }

    @Override
    public Frames mapRows(Ops tf, int outputs, UnaryOperator<Operand<TFloat32>> rows) {
      return new Frames(
          steps.mapRows(tf, height * width * outputs, pixels(tf, outputs, rows)),
          height,
          width,
          outputs);
    }

    @Override
    public Frames mapValidRows(Ops tf, int outputs, UnaryOperator<Operand<TFloat32>> rows) {
      return new Frames(
          steps.mapValidRows(tf, height * width * outputs, pixels(tf, outputs, rows)),
          height,
          width,
          outputs);
    }

    private UnaryOperator<Operand<TFloat32>> pixels(
        Ops tf, int outputs, UnaryOperator<Operand<TFloat32>> rows) {
      return frames ->
          tf.reshape(
              rows.apply(tf.reshape(frames, tf.array(-1, channels))),
              tf.array(-1, height * width * outputs));
    }

    @Override
    public Operand<TFloat32> validRows(Ops tf) {
      return tf.reshape(steps.validRows(tf), tf.array(-1, channels));
    }

    @Override
    public String shape() {
      return "[batch, " + steps.count() + ", " + height + ", " + width + ", " + channels + "]";
    }
  }
}
