package dev.unroll.model;

import dev.unroll.data.Sequences;
import dev.unroll.data.Target;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.tensorflow.ndarray.buffer.IntDataBuffer;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** What is to be predicted of the rows of a batch, in native memory. */
public sealed interface Labels extends AutoCloseable {

  /**
   * Labels for {@code rows} rows of {@code steps} steps, as a model of {@code target} takes them.
   */
  static Labels of(Target target, int rows, int steps) {
    return target.match(
        oneClass -> new Classes(rows),
        perStep -> new Steps(rows, steps),
        numbers -> new Numbers(rows, numbers.names().size()));
  }

  /** As the task takes them. */
  TType tensor();

  /** Takes what is true of a sequence, or of the steps of a window of it. */
  void put(int row, Sequences sequences, int index, int firstStep, int steps);

  @Override
  void close();

  /** One class a row. */
  final class Classes implements Labels {
    private final TInt32 tensor;
    private final IntDataBuffer values;

    Classes(int rows) {
      tensor = TInt32.tensorOf(Shape.of(rows));
      values = tensor.asRawTensor().data().asInts();
    }

    @Override
    public TInt32 tensor() {
      return tensor;
    }

    @Override
    public void put(int row, Sequences sequences, int index, int firstStep, int steps) {
      values.setInt(sequences.label(index), row);
    }

    @Override
    public void close() {
      tensor.close();
    }
  }

  /** One class a step, 0 at padding. */
  final class Steps implements Labels {
    private final TInt32 tensor;
    private final IntDataBuffer values;
    private final int steps;

    Steps(int rows, int steps) {
      this.steps = steps;
      tensor = TInt32.tensorOf(Shape.of(rows, steps));
      values = tensor.asRawTensor().data().asInts();
    }

    @Override
    public TInt32 tensor() {
      return tensor;
    }

    @Override
    public void put(int row, Sequences sequences, int index, int firstStep, int length) {
      for (int t = 0; t < steps; t++) {
        int label = t < length ? sequences.stepLabel(index, firstStep + t) : 0;
        values.setInt(label, (long) row * steps + t);
      }
    }

    @Override
    public void close() {
      tensor.close();
    }
  }

  /** Some numbers a row. */
  final class Numbers implements Labels {
    private final TFloat32 tensor;
    private final FloatDataBuffer values;
    private final int width;

    Numbers(int rows, int width) {
      this.width = width;
      tensor = TFloat32.tensorOf(Shape.of(rows, width));
      values = tensor.asRawTensor().data().asFloats();
    }

    @Override
    public TFloat32 tensor() {
      return tensor;
    }

    @Override
    public void put(int row, Sequences sequences, int index, int firstStep, int steps) {
      for (int k = 0; k < width; k++) {
        values.setFloat(sequences.number(index, k), (long) row * width + k);
      }
    }

    @Override
    public void close() {
      tensor.close();
    }
  }
}
