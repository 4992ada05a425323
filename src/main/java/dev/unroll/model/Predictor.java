package dev.unroll.model;

import static dev.unroll.check.Check.that;

import dev.unroll.data.Sequences;
import dev.unroll.data.Target;
import dev.unroll.graph.GraphPlan;
import dev.unroll.graph.SessionConfig;
import dev.unroll.graph.Tensors;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.Session;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/**
 * A model that can be asked, however it came to be: trained here or loaded. Holds native memory;
 * close it.
 */
public abstract class Predictor implements AutoCloseable {

  /** Rows of one run: many enough to be fast, few enough for the processor's cache. */
  private static final int MOST_ROWS = 128;

  /** Numbers of one run's inputs: frames are large. */
  private static final long MOST_NUMBERS = 1 << 22;

  private static final int THREADS = SessionConfig.threads(false);

  private static final RunOptions CALLING_THREAD =
      RunOptions.newBuilder().setInterOpThreadPool(-1).build();

  private final InputSpec input;
  private final Target target;
  private final boolean branches;

  /**
   * A predictor.
   *
   * @param branches whether parts of the graph can run side by side, as the directions of a
   *     bidirectional network; a graph without them runs faster in the thread that calls
   */
  protected Predictor(InputSpec input, Target target, boolean branches) {
    this.input = input;
    this.target = target;
    this.branches = branches;
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
    int parts = Math.max((size - 1) / mostRows() + 1, GraphPlan.parts(size, THREADS));
    IntStream.range(0, parts)
        .parallel()
        .forEach(
            part -> {
              int from = (int) ((long) size * part / parts);
              int to = (int) ((long) size * (part + 1) / parts);
              float[] some = run(sequences, rows, from, to);
              int padded = some.length / (to - from);
              for (int i = from; i < to; i++) {
                int count = (firstRows[i + 1] - firstRows[i]) * width;
                System.arraycopy(some, (i - from) * padded, values, firstRows[i] * width, count);
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
      runner.setOptions(CALLING_THREAD);
    }
    return input.variableLength() ? runner.feed(lengthsName, lengths) : runner;
  }

  @Override
  public abstract void close();
}
