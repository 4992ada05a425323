package dev.unroll.export;

import dev.unroll.graph.GraphScope;
import dev.unroll.graph.Kernels;
import dev.unroll.model.Endpoints;
import dev.unroll.model.InferenceGraph;
import dev.unroll.model.ModelSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.types.TFloat32;

/** A model's graphs by themselves. */
public final class GraphFiles {

  /** An inference graph with a saver; its variables are in no file of their own. */
  public static final String INFERENCE = "inference.pb";

  /** A training graph that {@code tf.compat.v1.train.import_meta_graph} takes. */
  public static final String TRAINING = "training.meta";

  /** An inference graph with its variables as constants. */
  public static final String FROZEN = "frozen.pb";

  private GraphFiles() {}

  /**
   * From {@code inputs} to predictions and {@code features}; a saver by the names {@code save/}.
   */
  public static GraphDef inference(ModelSpec spec, Kernels kernels) {
    try (InferenceGraph graph = new InferenceGraph(spec, kernels)) {
      graph.addFeatures();
      return MetaGraphs.of(graph.graph(), graph.variables(), Optional.empty()).getGraphDef();
    }
  }

  /** What {@link #inference} gives, with the variables inside and without a saver. */
  public static GraphDef frozen(ExportedModel model) {
    try (InferenceGraph graph = new InferenceGraph(model.spec(), model.kernels())) {
      List<String> outputs = new ArrayList<>();
      outputs.add(graph.prediction().op().name());
      outputs.add(graph.forward().output().op().name());
      outputs.add(graph.addFeatures().op().name());
      graph.classes().ifPresent(classes -> outputs.add(classes.op().name()));
      return FrozenGraph.of(graph.graph().toGraphDef(), model.state().weights(), outputs);
    }
  }

  /**
   * A graph that trains: placeholders {@code inputs}, {@code labels} and {@code learning_rate},
   * {@code loss}, predictions, the operation {@code train_op} that does a step, {@code init} and a
   * saver.
   */
  public static MetaGraphDef training(ExportedModel model) {
    ModelSpec spec = model.spec();
    try (Graph graph = new Graph()) {
      GraphScope scope = GraphScope.root(graph, 0, TrainingStep.plan(model.kernels()));
      TrainingStep step =
          TrainingStep.addTo(scope, spec, model.training().orElseThrow(), model.card().loss());
      Ops tf = scope.tf();
      Operand<TFloat32> prediction = spec.task().prediction(scope, step.pass().forward().output());
      tf.withName(spec.task().predictionName()).identity(prediction);
      List<Operation> assigns = new ArrayList<>();
      scope.variables().forEach(variable -> assigns.add(variable.assign()));
      assigns.add(step.globalStep().assign());
      tf.withControlDependencyOps(assigns).withName("init").noOp();
      SignatureDef signature = Signatures.train(scope, step);
      return MetaGraphs.of(graph, scope.variables(), Optional.of(step.globalStep()))
          .putSignatureDef(Endpoints.TRAIN_SIGNATURE, signature)
          .putCollectionDef("train_op", MetaGraphs.names(step.train().op().name()))
          .build();
    }
  }
}
