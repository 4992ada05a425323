package dev.unroll.export;

import dev.unroll.graph.GraphScope;
import dev.unroll.model.Endpoints;
import dev.unroll.model.ForwardPass;
import dev.unroll.model.InferenceGraph;
import dev.unroll.model.ModelSpec;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TFloat32;

/** The signatures of Unroll's models: named ways through a graph, by the names of its tensors. */
public final class Signatures {

  private static final String METHOD = "tensorflow/serving/predict";

  private Signatures() {}

  static SignatureDef serving(ModelSpec spec, InferenceGraph graph) {
    SignatureDef.Builder signature = ofInputs(graph.forward());
    signature.putOutputs(spec.task().predictionName(), info(graph.prediction()));
    graph
        .classes()
        .ifPresent(
            classes ->
                signature
                    .putOutputs(Endpoints.LOGITS, info(graph.forward().output()))
                    .putOutputs(Endpoints.CLASSES, info(classes)));
    return signature.build();
  }

  static SignatureDef features(InferenceGraph graph) {
    return ofInputs(graph.forward())
        .putOutputs(Endpoints.FEATURES, info(graph.addFeatures()))
        .build();
  }

  /**
   * Outputs that are there once the step is done.
   *
   * @param scope of the training part
   */
  static SignatureDef train(GraphScope scope, TrainingStep step) {
    SignatureDef.Builder signature =
        ofInputs(step.pass().forward())
            .putInputs(Endpoints.LABELS, info(step.pass().labels()))
            .putInputs(Endpoints.LEARNING_RATE, info(step.learningRate()));
    Ops after = scope.tf().withControlDependencies(step.train());
    signature.putOutputs(
        Endpoints.LOSS, info(after.withName("trained_loss").identity(step.pass().loss())));
    List<GraphScope.CarriedState> states = step.pass().states();
    for (int i = 0; i < states.size(); i++) {
      Operand<TFloat32> state = after.identity(states.get(i).after());
      signature
          .putInputs(Endpoints.STATE + i, info(states.get(i).before()))
          .putOutputs(Endpoints.STATE + i, info(state));
    }
    return signature.build();
  }

  private static SignatureDef.Builder ofInputs(ForwardPass forward) {
    SignatureDef.Builder signature =
        SignatureDef.newBuilder()
            .setMethodName(METHOD)
            .putInputs(Endpoints.INPUTS, info(forward.inputs()));
    forward.lengths().ifPresent(l -> signature.putInputs(Endpoints.LENGTHS, info(l)));
    return signature;
  }

  private static TensorInfo info(Operand<?> operand) {
    Output<?> output = operand.asOutput();
    TensorShapeProto.Builder sizes = TensorShapeProto.newBuilder();
    for (long size : output.shape().asArray()) {
      sizes.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    return TensorInfo.newBuilder()
        .setName(MetaGraphs.tensorName(operand))
        .setDtype(output.dataType())
        .setTensorShape(sizes)
        .build();
  }
}
