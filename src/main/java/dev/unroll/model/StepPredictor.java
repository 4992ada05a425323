package dev.unroll.model;

import static dev.unroll.check.Check.positive;
import static dev.unroll.check.Check.that;

import com.google.errorprone.annotations.ThreadSafe;
import dev.unroll.data.Target;
import dev.unroll.graph.Compute;
import dev.unroll.graph.GraphPlan;
import dev.unroll.graph.GraphScope;
import dev.unroll.graph.GraphSession;
import dev.unroll.graph.Tensors;
import dev.unroll.graph.Weights;
import dev.unroll.layer.Layer;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;

/**
 * Predicts step by step, as the steps of sequences come in: what it gives after step t is what the
 * model gives at step t of the whole sequence. A sequence's state is an array in the hands of the
 * caller, so that one predictor serves any number of sequences, one at a time or many side by side.
 *
 * <p>For models whose layers look at one step or go forward in time: recurrent, dense, dropout and
 * the like, with any readout but {@code both-ends}, or a class a step. Holds native memory; close
 * it once nothing runs. Else safe for any number of threads at a time, each with states of its own.
 */
@ThreadSafe
@SuppressWarnings("ThreadSafe") // graphs and sessions are, but nothing says so
public final class StepPredictor implements AutoCloseable {

  private final InferenceGraph graph;
  private final GraphSession session;
  private final Target target;
  private final int features;
  private final int stateSize;

  /**
   * Builds the graph of one step, computed in the standard way.
   *
   * @throws dev.unroll.check.InputException where a layer needs more than one step at a time
   */
  public StepPredictor(ModelSpec spec, Weights weights) {
    this(spec, weights, Compute.standard());
  }

  /** As the one above, computed as told. */
  public StepPredictor(ModelSpec spec, Weights weights, Compute compute) {
    requireStepwise("layer", spec.layers());
    requireStepwise("transform", spec.transforms());
    InputSpec one = new InputSpec(1, spec.input().features(), false, spec.input().frame());
    ModelSpec step =
        new ModelSpec(one, spec.transforms(), spec.normalizer(), spec.layers(), spec.task());
    this.target = spec.task().target();
    this.features = spec.input().features();
    this.graph = new InferenceGraph(step, GraphPlan.ofSteps());
    this.stateSize = graph.states().stream().mapToInt(GraphScope.CarriedState::size).sum();
    try {
      this.session = new GraphSession(graph.graph(), graph.variables(), compute);
    } catch (RuntimeException e) {
      graph.close();
      throw e;
    }
    try {
      session.assign(weights);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private static void requireStepwise(String what, List<? extends Layer> layers) {
    for (Layer layer : layers) {
      that(
          layer.stepwise(),
          "%s '%s' looks at more than one step: the model cannot predict step by step",
          what,
          layer.label());
    }
  }

  /** Numbers of a step. */
  public int features() {
    return features;
  }

  /** Numbers of a state; 0 where no layer has one. */
  public int stateSize() {
    return stateSize;
  }

  /** What is predicted; its names are those of the outputs. */
  public Target target() {
    return target;
  }

  /** Numbers that a step gives. */
  public int outputs() {
    return target.names().size();
  }

  /** The state before a sequence's first step: zeros [stateSize]. */
  public float[] start() {
    return new float[stateSize];
  }

  /**
   * Takes the next step of a sequence.
   *
   * @param state from {@link #start} or the step before [stateSize]; what it is after replaces it
   * @param values of the step in raw units [features]
   * @return a probability for each class, or the numbers predicted [outputs]
   * @throws dev.unroll.check.InputException where an array has another size
   */
  public float[] step(float[] state, float... values) {
    return steps(1, state, values);
  }

  /**
   * Takes the next step of each of several sequences, which know nothing of each other.
   *
   * @param rows sequences, 1 or more
   * @param states of one after the other [rows, stateSize]; what they are after replaces them
   * @param values of their steps in raw units [rows, features]
   * @return for each a probability for each class, or the numbers predicted [rows, outputs]
   * @throws dev.unroll.check.InputException where an array has another size
   */
  public float[] steps(int rows, float[] states, float[] values) {
    positive("rows", rows);
    that(
        values.length == rows * features,
        "the model takes steps of %d features, %d for %d sequences, got %d",
        features,
        rows * features,
        rows,
        values.length);
    that(
        states.length == rows * stateSize,
        "the model has states of %d numbers, %d for %d sequences, got %d; begin with start()",
        stateSize,
        rows * stateSize,
        rows,
        states.length);
    List<GraphScope.CarriedState> carried = graph.states();
    List<TFloat32> fed = new ArrayList<>();
    try {
      Session.Runner runner = session.runner().setOptions(Compute.CALLING_THREAD);
      fed.add(Tensors.of(values, rows, 1, features));
      runner.feed(graph.forward().inputs(), fed.get(0));
      int first = 0;
      for (GraphScope.CarriedState state : carried) {
        float[] before = new float[rows * state.size()];
        for (int row = 0; row < rows; row++) {
          System.arraycopy(
              states, row * stateSize + first, before, row * state.size(), state.size());
        }
        TFloat32 tensor = Tensors.of(before, rows, state.size());
        fed.add(tensor);
        runner.feed(state.before(), tensor);
        first += state.size();
      }
      runner.fetch(graph.prediction());
      carried.forEach(state -> runner.fetch(state.after()));
      try (Result result = runner.run()) {
        first = 0;
        for (int i = 0; i < carried.size(); i++) {
          int size = carried.get(i).size();
          float[] after = Tensors.values((TFloat32) result.get(i + 1));
          for (int row = 0; row < rows; row++) {
            System.arraycopy(after, row * size, states, row * stateSize + first, size);
          }
          first += size;
        }
        return Tensors.values((TFloat32) result.get(0));
      }
    } finally {
      fed.forEach(TFloat32::close);
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
