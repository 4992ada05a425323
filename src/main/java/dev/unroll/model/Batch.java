package dev.unroll.model;

import static dev.unroll.check.Check.that;

import dev.unroll.data.Sequences;
import dev.unroll.data.Target;
import java.util.Optional;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.tensorflow.ndarray.buffer.IntDataBuffer;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/**
 * Some sequences side by side in native memory, padded with zeros to a common length; filled again
 * for every batch of the same size. Close it: the tensors that it gave are closed with it.
 *
 * <p>Not thread-safe: a thread that fills and runs has a batch of its own.
 */
public final class Batch implements AutoCloseable {

  /** What changes the values of a row before they are laid down. */
  @FunctionalInterface
  public interface RowChange {
    /**
     * Changes a row.
     *
     * @param values [steps, features], flat; to be changed in place
     * @param row of the batch
     */
    void apply(float[] values, int row);
  }

  private final int size;
  private final InputSpec input;
  private final float[] zeros;
  private final TFloat32 inputs;
  private final TInt32 lengths;
  private final Optional<Labels> labels;
  private final FloatDataBuffer inputValues;
  private final IntDataBuffer lengthValues;

  private Batch(int size, InputSpec input, Optional<Labels> labels) {
    this.size = size;
    this.input = input;
    this.labels = labels;
    this.zeros = new float[input.steps() * input.features()];
    this.inputs = TFloat32.tensorOf(Shape.of(size, input.steps(), input.features()));
    this.lengths = TInt32.tensorOf(Shape.of(size));
    this.inputValues = inputs.asRawTensor().data().asFloats();
    this.lengthValues = lengths.asRawTensor().data().asInts();
  }

  /**
   * A batch of inputs alone.
   *
   * @param size rows
   */
  public static Batch ofInputs(int size, InputSpec input) {
    return new Batch(size, input, Optional.empty());
  }

  /**
   * A batch to train on, with labels.
   *
   * @param size rows
   */
  public static Batch toTrain(int size, InputSpec input, Target target) {
    return new Batch(size, input, Optional.of(Labels.of(target, size, input.steps())));
  }

  /** As {@link #toTrain(int, InputSpec, Target)}, of what the task is to predict. */
  public static Batch toTrain(int size, InputSpec input, Task task) {
    return toTrain(size, input, task.target());
  }

  /**
   * Takes as many sequences as there are rows, in the order of {@code indices} from {@code first}
   * on.
   *
   * @param indices of sequences, at least {@code first + size()} of them
   * @throws dev.unroll.check.InputException where a sequence is longer than a row
   */
  public void fill(Sequences sequences, int[] indices, int first) {
    for (int row = 0; row < size; row++) {
      int index = indices[first + row];
      int length = sequences.length(index);
      FloatDataBuffer target = row(row, index, length);
      sequences.copyTo(index, target::write);
      finish(row, sequences, index, 0, length);
    }
  }

  /**
   * As {@link #fill(Sequences, int[], int)} from the first index on, of values that are changed on
   * the way.
   */
  public void fill(Sequences sequences, int[] indices, RowChange change) {
    for (int row = 0; row < size; row++) {
      float[] values = sequences.values(indices[row]);
      change.apply(values, row);
      put(row, sequences, indices[row], 0, values);
    }
  }

  /**
   * Fills a row with a window of a sequence.
   *
   * @param row from 0 on
   * @param index of the sequence
   * @param firstStep of the window, from 0 on
   * @param steps of the window
   */
  public void window(int row, Sequences sequences, int index, int firstStep, int steps) {
    put(row, sequences, index, firstStep, sequences.values(index, firstStep, steps));
  }

  private void put(int row, Sequences sequences, int index, int firstStep, float[] values) {
    int length = values.length / input.features();
    row(row, index, length).write(values, 0, values.length);
    finish(row, sequences, index, firstStep, length);
  }

  private FloatDataBuffer row(int row, int index, int length) {
    that(
        length <= input.steps(),
        "sequence %d has %d steps, more than the %d that the model takes",
        index,
        length,
        input.steps());
    return inputValues.offset((long) row * zeros.length);
  }

  private void finish(int row, Sequences sequences, int index, int firstStep, int length) {
    int filled = length * input.features();
    if (filled < zeros.length) {
      inputValues.offset((long) row * zeros.length + filled).write(zeros, 0, zeros.length - filled);
    }
    lengthValues.setInt(length, row);
    labels.ifPresent(l -> l.put(row, sequences, index, firstStep, length));
  }

  /** Rows. */
  public int size() {
    return size;
  }

  /** Steps of a row, padding included. */
  public int steps() {
    return input.steps();
  }

  /** Steps of a row before its padding. */
  public int length(int row) {
    return lengthValues.getInt(row);
  }

  /** [size, steps, features]. */
  public TFloat32 inputs() {
    return inputs;
  }

  /** Steps of each row before its padding [size]. */
  public TInt32 lengths() {
    return lengths;
  }

  /**
   * What is to be predicted of each row, as the task takes it: classes [size] or [size, steps], or
   * numbers [size, numbers].
   *
   * @throws java.util.NoSuchElementException where the batch is of inputs alone
   */
  public TType labels() {
    return labels.orElseThrow().tensor();
  }

  @Override
  public void close() {
    inputs.close();
    lengths.close();
    labels.ifPresent(Labels::close);
  }
}
