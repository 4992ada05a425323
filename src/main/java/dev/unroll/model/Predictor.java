package dev.unroll.model;

import static dev.unroll.check.Check.that;

import com.google.errorprone.annotations.ThreadSafe;
import dev.unroll.data.Sequences;
import dev.unroll.data.Target;
import dev.unroll.graph.Compute;
import dev.unroll.graph.GraphPlan;
import dev.unroll.graph.Tensors;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/**
 * A model that can be asked, however it came to be: trained here or loaded. Holds native memory;
 * close it.
 *
 * <p>Safe for any number of threads at a time, but for {@link #close}, which waits for what runs
 * and lets nothing begin. Large batches are computed in parts side by side: by threads of the
 * predictor's own, or on an executor that it is given.
 */
@ThreadSafe
public abstract class Predictor implements AutoCloseable {

  /** Rows of one run: many enough to be fast, few enough for the processor's cache. */
  private static final int MOST_ROWS = 128;

  /** Numbers of one run's inputs: frames are large. */
  private static final long MOST_NUMBERS = 1 << 22;

  private final InputSpec input;
  private final Target target;
  private final boolean branches;
  private final SideBySide parts;

  /**
   * A predictor.
   *
   * @param compute how; its threads compute parts of a batch
   * @param branches whether parts of the graph can run side by side, as the directions of a
   *     bidirectional network; a graph without them runs faster in the thread that calls
   */
  protected Predictor(InputSpec input, Target target, Compute compute, boolean branches) {
    this.input = input;
    this.target = target;
    this.branches = branches;
    this.parts = new SideBySide(compute.threads());
  }

  /**
   * From now on computes parts of large batches on {@code executor}, which stays the caller's. The
   * calling thread takes its share, so that a busy executor makes predictions slower but never
   * stops them, even when it is the executor that calls.
   *
   * @return this
   */
  public final Predictor on(Executor executor) {
    parts.on(executor);
    return this;
  }

  /** What the model takes. */
  public final InputSpec input() {
    return input;
  }

  /** What it predicts. */
  public final Target target() {
    return target;
  }

  /** Names of the classes, in the order of their indices, or of the numbers. */
  public final List<String> classNames() {
    return target.names();
  }

  /**
   * What the model says of a sequence.
   *
   * @param sequence in raw units [steps][features]; steps that are images row by row, channels last
   * @throws dev.unroll.check.InputException where it is not of the shape that the model takes
   * @throws IllegalStateException where the predictor is closed
   */
  public final Prediction predict(float[][] sequence) {
    return predict(new float[][][] {sequence}).get(0);
  }

  /**
   * What the model says of every sequence.
   *
   * @param sequences in raw units [sequences][steps][features]; lengths may differ where the model
   *     takes that
   * @throws dev.unroll.check.InputException where one is not of the shape that the model takes
   * @throws IllegalStateException where the predictor is closed
   */
  public final Predictions predict(float[][][] sequences) {
    return predict(Sequences.unlabelled(sequences, input.features()));
  }

  /**
   * What the model says of every sequence.
   *
   * @param sequences in raw units, [steps, features] each
   * @throws dev.unroll.check.InputException where they are not of the shape that the model takes
   */
  public final Predictions predict(Sequences sequences) {
    check(sequences);
    int size = sequences.size();
    int[] firstRows = new int[size + 1];
    for (int i = 0; i < size; i++) {
      firstRows[i + 1] = firstRows[i] + target.rows(sequences.length(i));
    }
    int width = target.names().size();
    float[] values = new float[firstRows[size] * width];
    if (size == 0) {
      return new Predictions(target, values, firstRows);
    }
    int[] rows = IntStream.range(0, size).toArray();
    int count = Math.max((size - 1) / mostRows() + 1, GraphPlan.parts(size, parts.threads()));
    parts.run(
        count,
        part -> {
          int from = (int) ((long) size * part / count);
          int to = (int) ((long) size * (part + 1) / count);
          float[] some = run(sequences, rows, from, to);
          int padded = some.length / (to - from);
          for (int i = from; i < to; i++) {
            int numbers = (firstRows[i + 1] - firstRows[i]) * width;
            System.arraycopy(some, (i - from) * padded, values, firstRows[i] * width, numbers);
          }
        });
    return new Predictions(target, values, firstRows);
  }

  /** Rows of one run. */
  private int mostRows() {
    long numbers = (long) input.steps() * input.features();
    return (int) Math.max(1, Math.min(MOST_ROWS, MOST_NUMBERS / numbers));
  }

  private void check(Sequences sequences) {
    that(
        sequences.features() == input.features(),
        "the model takes sequences of %d features, got %d",
        input.features(),
        sequences.features());
    for (int i = 0; i < sequences.size(); i++) {
      int length = sequences.length(i);
      that(
          input.variableLength() ? length <= input.steps() : length == input.steps(),
          "the model takes sequences of %s%d steps, but sequence %d has %d",
          input.variableLength() ? "up to " : "",
          input.steps(),
          i,
          length);
    }
  }

  private float[] run(Sequences sequences, int[] rows, int from, int to) {
    try (Batch batch = Batch.ofInputs(to - from, input)) {
      batch.fill(sequences, rows, from);
      try (TFloat32 predicted = predict(batch.inputs(), batch.lengths())) {
        return Tensors.values(predicted);
      }
    }
  }

  /**
   * Runs the model once; called by several threads at a time.
   *
   * @param inputs [batch, steps, features]
   * @param lengths [batch]; of no use to a model without variable lengths
   * @return probabilities or numbers [batch, outputs] or [batch, steps, outputs], closed by the
   *     caller
   */
  protected abstract TFloat32 predict(TFloat32 inputs, TInt32 lengths);

  /** Feeds the inputs, and {@code lengths} where the model takes them. */
  protected final Session.Runner feed(
      Session.Runner runner,
      String inputsName,
      TFloat32 inputs,
      String lengthsName,
      TType lengths) {
    runner.feed(inputsName, inputs);
    if (!branches) {
      runner.setOptions(Compute.CALLING_THREAD);
    }
    return input.variableLength() ? runner.feed(lengthsName, lengths) : runner;
  }

  /** Releases the native memory, once; nothing runs any more. */
  protected abstract void release();

  @Override
  public final void close() {
    if (parts.close()) {
      release();
    }
  }
}
