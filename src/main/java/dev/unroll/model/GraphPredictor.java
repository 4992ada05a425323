package dev.unroll.model;

import com.google.errorprone.annotations.ThreadSafe;
import dev.unroll.graph.Compute;
import dev.unroll.graph.GraphSession;
import dev.unroll.graph.Variable;
import dev.unroll.graph.Weights;
import dev.unroll.layer.Layer;
import java.util.Collection;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Predicts by an inference graph of its own, whose weights can be set any time: a prediction that
 * runs meanwhile may have some old ones and some new.
 */
@ThreadSafe
@SuppressWarnings("ThreadSafe") // graphs and sessions are, but nothing says so
public final class GraphPredictor extends Predictor {

  private final InferenceGraph graph;
  private final GraphSession session;

  /** Builds the graph; it has no weights yet. */
  public GraphPredictor(ModelSpec spec, Compute compute) {
    super(
        spec.input(),
        spec.task().target(),
        compute,
        spec.layers().stream().anyMatch(Layer::hasBranches));
    this.graph = new InferenceGraph(spec, compute.chosenKernels());
    try {
      this.session = new GraphSession(graph.graph(), graph.variables(), compute);
    } catch (RuntimeException e) {
      graph.close();
      throw e;
    }
  }

  /** Builds the graph and gives it weights. */
  public GraphPredictor(ModelSpec spec, Weights weights, Compute compute) {
    this(spec, compute);
    try {
      assign(weights);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Builds the graph, to be computed in the standard way, and gives it weights. */
  public GraphPredictor(ModelSpec spec, Weights weights) {
    this(spec, weights, Compute.standard());
  }

  /** Names of the variables that {@link #assign} takes. */
  public Collection<String> variableNames() {
    return graph.variables().stream().map(Variable::name).toList();
  }

  /** Gives every variable the value of its name. */
  public void assign(Weights weights) {
    session.assign(weights);
  }

  @Override
  protected TFloat32 predict(TFloat32 inputs, TInt32 lengths) {
    return (TFloat32)
        feed(session.runner(), Endpoints.INPUTS, inputs, Endpoints.LENGTHS, lengths)
            .fetch(graph.prediction())
            .run()
            .get(0);
  }

  @Override
  protected void release() {
    session.close();
    graph.close();
  }
}
