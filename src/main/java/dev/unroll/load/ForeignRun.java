package dev.unroll.load;

import static dev.unroll.check.Check.failure;

import dev.unroll.check.InputException;
import dev.unroll.data.Target;
import dev.unroll.graph.Tensors;
import dev.unroll.model.InputSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/**
 * Runs a model of others on sequences: in batches of its size, in the shape and type of its input,
 * by lengths or in groups of equal length, and from the state that it was saved with.
 */
final class ForeignRun implements AutoCloseable {

  private final LoadedModel model;
  private final ServingPath path;
  private final InputSpec input;
  private final int width;
  private final Target target;
  private final ForeignOutputs outputs;
  private final Optional<KeptState> state;
  private final Lock running = new ReentrantLock();

  ForeignRun(LoadedModel model, ServingPath path, InputSpec input, Target target) {
    this.model = model;
    this.path = path;
    this.input = input;
    this.target = target;
    this.width = target.names().size();
    this.outputs = new ForeignOutputs(model.path(), path.output(), target, path.meaning());
    this.state = KeptState.of(model, path.output());
  }

  boolean gaveLogits() {
    return outputs.gaveLogits();
  }

  /** Variables that are set back before every run. */
  Set<String> stateVariables() {
    return state.map(KeptState::names).orElse(Set.of());
  }

  /**
   * Predictions [rows, rows of a prediction, outputs].
   *
   * @param inputs [rows, steps, features]
   * @param lengths steps of each row
   */
  TFloat32 predict(TFloat32 inputs, TInt32 lengths) {
    float[] values = Tensors.values(inputs);
    int rows = (int) inputs.shape().get(0);
    int steps = input.steps();
    int[] each = new int[rows];
    for (int i = 0; i < rows; i++) {
      each[i] = input.variableLength() ? lengths.getInt(i) : steps;
    }
    int numbers = width * (target.perStep() ? target.rows(steps) : 1);
    float[] found = new float[rows * numbers];
    try {
      for (Map.Entry<Integer, List<Integer>> group : groups(each).entrySet()) {
        List<Integer> all = group.getValue();
        int size = path.batch() > 0 ? path.batch() : all.size();
        for (int from = 0; from < all.size(); from += size) {
          List<Integer> some = all.subList(from, Math.min(all.size(), from + size));
          Part part = new Part(some, size, group.getKey());
          float[] predicted = run(part, part.values(values, steps, input.features()), each);
          int ofOne = predicted.length / size;
          for (int i = 0; i < some.size(); i++) {
            System.arraycopy(predicted, i * ofOne, found, some.get(i) * numbers, ofOne);
          }
        }
      }
    } catch (TensorFlowException e) {
      throw failed(model, e);
    }
    return Tensors.of(found, rows, numbers);
  }

  /** Rows by the steps that they are given with: padded where the model is told their lengths. */
  private Map<Integer, List<Integer>> groups(int[] lengths) {
    Map<Integer, List<Integer>> groups = new TreeMap<>();
    for (int i = 0; i < lengths.length; i++) {
      int given = path.lengths().isPresent() ? input.steps() : lengths[i];
      groups.computeIfAbsent(given, length -> new ArrayList<>()).add(i);
    }
    return groups;
  }

  /**
   * Rows of one run.
   *
   * @param size of the run; beyond the rows it is filled up with zeros
   */
  private record Part(List<Integer> rows, int size, int steps) {

    float[] values(float[] all, int allSteps, int features) {
      float[] some = new float[size * steps * features];
      for (int i = 0; i < rows.size(); i++) {
        System.arraycopy(
            all, rows.get(i) * allSteps * features, some, i * steps * features, steps * features);
      }
      return some;
    }

    int[] lengths(int[] all, int filling) {
      return IntStream.range(0, size)
          .map(i -> i < rows.size() ? all[rows.get(i)] : filling)
          .toArray();
    }
  }

  private float[] run(Part part, float[] values, int[] lengths) {
    List<TType> made = new ArrayList<>();
    try {
      Session.Runner runner =
          feed(model, path, input, part, values, part.lengths(lengths, 1), made);
      try (Result result = run(runner)) {
        return outputs.of(result.get(0), part.size, part.steps, part.lengths(lengths, 0));
      }
    } finally {
      made.forEach(TType::close);
    }
  }

  /**
   * A run about to begin.
   *
   * @param made tensors that the caller closes after it
   */
  private static Session.Runner feed(
      LoadedModel model,
      ServingPath path,
      InputSpec input,
      Part part,
      float[] values,
      int[] lengths,
      List<TType> made) {
    Session.Runner runner = model.runner().fetch(path.output().graphName());
    TType given = Reals.of(path.input().tensor().type(), values, shape(model, path, input, part));
    made.add(given);
    runner.feed(path.input().graphName(), given);
    if (path.lengths().isPresent()) {
      TType told = lengths(path, lengths);
      made.add(told);
      runner.feed(path.lengths().get().graphName(), told);
    }
    for (FedTensor feed : path.feeds()) {
      TType fed = feed.tensor(part.size);
      made.add(fed);
      runner.feed(feed.tensor().graphName(), fed);
    }
    return runner;
  }

  private Result run(Session.Runner runner) {
    if (state.isEmpty()) {
      return runner.run();
    }
    running.lock();
    try {
      state.get().reset();
      return runner.run();
    } finally {
      running.unlock();
    }
  }

  /** The sizes of what the model gives for a batch of zeros. */
  static long[] outputSizes(LoadedModel model, ServingPath path, InputSpec input) {
    int size = Math.max(1, path.batch());
    Part part = new Part(List.of(), size, input.steps());
    float[] zeros = new float[size * input.steps() * input.features()];
    int[] lengths = new int[size];
    Arrays.fill(lengths, input.steps());
    List<TType> made = new ArrayList<>();
    Optional<KeptState> state = KeptState.of(model, path.output());
    try (Result result = feed(model, path, input, part, zeros, lengths, made).run()) {
      state.ifPresent(KeptState::reset);
      return result.get(0).shape().asArray();
    } catch (TensorFlowException e) {
      throw failed(model, e);
    } finally {
      made.forEach(TType::close);
      state.ifPresent(KeptState::close);
    }
  }

  private static InputException failed(LoadedModel model, TensorFlowException e) {
    return new InputException(
        model.path() + ": the model fails on these sequences (" + LoadedModel.firstLine(e) + ")",
        e);
  }

  private static long[] shape(LoadedModel model, ServingPath path, InputSpec input, Part part) {
    List<Long> sizes =
        path.shape()
            .of(part.steps, input.features())
            .orElseThrow(
                () ->
                    failure(
                        "%s: sequences of %d steps do not fit the input %s",
                        model.path(), part.steps, path.input().describe()));
    long[] shape = new long[sizes.size() + 1];
    Arrays.setAll(shape, i -> i == 0 ? part.size : sizes.get(i - 1));
    return shape;
  }

  private static TType lengths(ServingPath path, int[] steps) {
    TInt32 narrow = Tensors.of(steps);
    if (!path.lengths().get().tensor().type().equals("int64")) {
      return narrow;
    }
    try (narrow) {
      return LabelTensor.wide(narrow);
    }
  }

  @Override
  public void close() {
    state.ifPresent(KeptState::close);
  }
}
