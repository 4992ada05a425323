package dev.unroll.model;

import static dev.unroll.check.Check.that;

import dev.unroll.data.Batch;
import dev.unroll.data.Sequences;
import dev.unroll.graph.Tensors;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A model that can be asked, however it came to be: trained here or loaded. Holds native memory;
 * close it.
 */
public abstract class Predictor implements AutoCloseable {

  private static final int ROWS_PER_RUN = 256;

  private final InputSpec input;
  private final List<String> classNames;

  protected Predictor(InputSpec input, List<String> classNames) {
    this.input = input;
    this.classNames = List.copyOf(classNames);
  }

  /** What the model takes. */
  public final InputSpec input() {
    return input;
  }

  /** Names of the classes, in the order of their indices. */
  public final List<String> classNames() {
    return classNames;
  }

  /**
   * Class probabilities of every sequence.
   *
   * @param sequences in raw units, [steps, features] each
   * @throws dev.unroll.check.InputException where they are not of the shape that the model takes
   */
  public final Predictions predict(Sequences sequences) {
    check(sequences);
    float[] probabilities = new float[sequences.size() * classNames.size()];
    int done = 0;
    for (int from = 0; from < sequences.size(); from += ROWS_PER_RUN) {
      int to = Math.min(from + ROWS_PER_RUN, sequences.size());
      int[] rows = IntStream.range(from, to).toArray();
      float[] some = run(Batch.of(sequences, rows, input.steps()));
      System.arraycopy(some, 0, probabilities, done, some.length);
      done += some.length;
    }
    return new Predictions(classNames, probabilities);
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

  private float[] run(Batch batch) {
    try (TFloat32 inputs =
            Tensors.of(batch.inputs(), batch.size(), batch.steps(), batch.features());
        TInt32 lengths = Tensors.of(batch.lengths());
        TFloat32 probabilities = probabilities(inputs, lengths)) {
      return Tensors.values(probabilities);
    }
  }

  /**
   * Runs the model once.
   *
   * @param inputs [batch, steps, features]
   * @param lengths [batch]; of no use to a model without variable lengths
   * @return probabilities [batch, classes], closed by the caller
   */
  protected abstract TFloat32 probabilities(TFloat32 inputs, TInt32 lengths);

  /** Feeds {@code lengths} where the model takes them. */
  protected final Session.Runner feed(
      Session.Runner runner,
      String inputsName,
      TFloat32 inputs,
      String lengthsName,
      TInt32 lengths) {
    runner.feed(inputsName, inputs);
    return input.variableLength() ? runner.feed(lengthsName, lengths) : runner;
  }

  @Override
  public abstract void close();
}
