package dev.unroll.model;

import static dev.unroll.check.Check.that;

import com.google.common.primitives.Floats;
import dev.unroll.graph.GraphPlan;
import dev.unroll.graph.GraphScope;
import dev.unroll.graph.GraphSession;
import dev.unroll.graph.Tensors;
import dev.unroll.graph.Weights;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;

/**
 * Predicts one sequence step by step, as its steps come in: what it gives after step t is what the
 * model gives at step t of the whole sequence. The state is in the hands of the caller, so that one
 * predictor serves any number of sequences at a time.
 *
 * <p>For models whose layers look at one step or go forward in time: recurrent, dense, dropout and
 * the like, with the readout {@code last} or {@code last-valid}, or a class a step. Holds native
 * memory; close it.
 */
public final class StepPredictor implements AutoCloseable {

  private final InferenceGraph graph;
  private final GraphSession session;
  private final int features;

  /**
   * What a sequence has left behind so far.
   *
   * @param tensors of the recurrent layers, each [size]
   */
  public record State(List<List<Float>> tensors) {
    public State {
      tensors = tensors.stream().map(List::copyOf).toList();
    }
  }

  /**
   * What a step gives.
   *
   * @param outputs a probability for each class, or the numbers predicted
   * @param state to go on from
   */
  public record Step(List<Float> outputs, State state) {
    public Step {
      outputs = List.copyOf(outputs);
    }
  }

  /**
   * Builds the graph of one step.
   *
   * @throws dev.unroll.check.InputException where a layer needs more than one step at a time
   */
  public StepPredictor(ModelSpec spec, Weights weights) {
    InputSpec one = new InputSpec(1, spec.input().features(), false, spec.input().frame());
    ModelSpec step =
        new ModelSpec(
            one, spec.transforms(), spec.normalizer(), spec.layers(), spec.task(), spec.kernels());
    for (var layer : spec.layers()) {
      that(
          layer.stepwise(),
          "layer '%s' looks at more than one step: the model cannot predict step by step",
          layer.label());
    }
    for (var transform : spec.transforms()) {
      that(
          transform.stepwise(),
          "transform '%s' looks at more than one step: the model cannot predict step by step",
          transform.label());
    }
    this.features = spec.input().features();
    this.graph = new InferenceGraph(step, GraphPlan.ofSteps());
    try {
      this.session = new GraphSession(graph.graph(), graph.variables(), false);
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

  /** The state before a sequence's first step: zeros. */
  public State start() {
    List<List<Float>> zeros = new ArrayList<>();
    for (GraphScope.CarriedState state : graph.states()) {
      zeros.add(Collections.nCopies(state.size(), 0f));
    }
    return new State(zeros);
  }

  /**
   * Takes the next step of a sequence.
   *
   * @param state from {@link #start} or the step before
   * @param values of the step in raw units [features]
   */
  public Step step(State state, float... values) {
    that(
        values.length == features,
        "the model takes steps of %d features, got %d",
        features,
        values.length);
    List<GraphScope.CarriedState> states = graph.states();
    boolean fits = state.tensors().size() == states.size();
    for (int i = 0; fits && i < states.size(); i++) {
      fits = state.tensors().get(i).size() == states.get(i).size();
    }
    that(fits, "the state is not of this model; begin with start() and hand on what step() gives");
    List<TFloat32> fed = new ArrayList<>();
    try {
      Session.Runner runner = session.runner();
      fed.add(Tensors.of(values, 1, 1, features));
      runner.feed(graph.forward().inputs(), fed.get(0));
      for (int i = 0; i < states.size(); i++) {
        TFloat32 before =
            Tensors.of(Floats.toArray(state.tensors().get(i)), 1, states.get(i).size());
        fed.add(before);
        runner.feed(states.get(i).before(), before);
      }
      runner.fetch(graph.prediction());
      states.forEach(carried -> runner.fetch(carried.after()));
      try (Result result = runner.run()) {
        List<List<Float>> after = new ArrayList<>();
        for (int i = 0; i < states.size(); i++) {
          after.add(list((TFloat32) result.get(i + 1)));
        }
        return new Step(list((TFloat32) result.get(0)), new State(after));
      }
    } finally {
      fed.forEach(TFloat32::close);
    }
  }

  private static List<Float> list(TFloat32 tensor) {
    return Floats.asList(Tensors.values(tensor));
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
