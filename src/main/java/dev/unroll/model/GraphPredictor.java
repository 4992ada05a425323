package dev.unroll.model;

import dev.unroll.graph.GraphSession;
import dev.unroll.graph.Weights;
import dev.unroll.layer.Layer;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Predicts by an inference graph of its own, whose weights can be set any time. */
public final class GraphPredictor extends Predictor {

  private final InferenceGraph graph;
  private final GraphSession session;

  /** Builds the graph; it has no weights yet. */
  public GraphPredictor(ModelSpec spec, boolean deterministic) {
    super(spec.input(), spec.task().target(), spec.layers().stream().anyMatch(Layer::hasBranches));
    this.graph = new InferenceGraph(spec);
    try {
      this.session = new GraphSession(graph.graph(), graph.variables(), deterministic);
    } catch (RuntimeException e) {
      graph.close();
      throw e;
    }
  }

  /** Builds the graph and gives it weights. */
  public GraphPredictor(ModelSpec spec, Weights weights) {
    this(spec, false);
    try {
      assign(weights);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
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
  public void close() {
    session.close();
    graph.close();
  }
}
