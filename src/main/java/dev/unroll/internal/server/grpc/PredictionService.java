package dev.unroll.internal.server.grpc;

import com.google.protobuf.Any;
import dev.unroll.internal.server.example.ExampleEngine;
import dev.unroll.internal.server.model.Leases;
import dev.unroll.internal.server.model.ModelVersion;
import dev.unroll.internal.server.proto.ClassificationRequest;
import dev.unroll.internal.server.proto.ClassificationResponse;
import dev.unroll.internal.server.proto.ClassificationResult;
import dev.unroll.internal.server.proto.Classifications;
import dev.unroll.internal.server.proto.GetModelMetadataRequest;
import dev.unroll.internal.server.proto.GetModelMetadataResponse;
import dev.unroll.internal.server.proto.InferenceResult;
import dev.unroll.internal.server.proto.InferenceTask;
import dev.unroll.internal.server.proto.Input;
import dev.unroll.internal.server.proto.MultiInferenceRequest;
import dev.unroll.internal.server.proto.MultiInferenceResponse;
import dev.unroll.internal.server.proto.PredictRequest;
import dev.unroll.internal.server.proto.PredictResponse;
import dev.unroll.internal.server.proto.PredictionServiceGrpc;
import dev.unroll.internal.server.proto.Regression;
import dev.unroll.internal.server.proto.RegressionRequest;
import dev.unroll.internal.server.proto.RegressionResponse;
import dev.unroll.internal.server.proto.RegressionResult;
import dev.unroll.internal.server.proto.SignatureDefMap;
import dev.unroll.internal.server.request.Deadline;
import dev.unroll.internal.server.request.ModelAnswer;
import dev.unroll.internal.server.request.ModelName;
import dev.unroll.internal.server.request.ModelRequest;
import dev.unroll.internal.server.request.Refusal;
import dev.unroll.internal.server.request.Status;
import dev.unroll.internal.server.request.TensorValue;
import dev.unroll.internal.server.run.Engine;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.tensorflow.proto.Example;

/** TensorFlow Serving's service of predictions. */
final class PredictionService extends PredictionServiceGrpc.PredictionServiceImplBase {

  private static final String SIGNATURES = "signature_def";

  private final Leases models;
  private final Engine engine;
  private final ExampleEngine examples;
  private final Duration longest;
  private final boolean packed;

  /**
   * @param longest time for an answer, where a call has no deadline
   * @param packed whether outputs are strings of bytes
   */
  PredictionService(Leases models, Engine engine, Duration longest, boolean packed) {
    this.models = models;
    this.engine = engine;
    this.examples = new ExampleEngine(models, engine);
    this.longest = longest;
    this.packed = packed;
  }

  @Override
  public void predict(PredictRequest request, StreamObserver<PredictResponse> client) {
    GrpcAnswers.answer(
        client,
        () -> {
          Map<String, TensorValue> inputs = new LinkedHashMap<>();
          request
              .getInputsMap()
              .forEach((name, message) -> inputs.put(name, TensorMessages.read(name, message)));
          return engine
              .answer(
                  new ModelRequest(
                      ModelSpecs.name(request.getModelSpec()),
                      ModelSpecs.signature(request.getModelSpec()),
                      inputs,
                      request.getOutputFilterList(),
                      GrpcAnswers.deadline(longest)))
              .thenApply(this::response);
        });
  }

  private PredictResponse response(ModelAnswer answer) {
    PredictResponse.Builder response =
        PredictResponse.newBuilder()
            .setModelSpec(ModelSpecs.of(answer.name(), answer.version(), answer.signature()));
    answer
        .outputs()
        .forEach((name, value) -> response.putOutputs(name, TensorMessages.write(value, packed)));
    return response.build();
  }

  @Override
  public void classify(
      ClassificationRequest request, StreamObserver<ClassificationResponse> client) {
    GrpcAnswers.answer(
        client,
        () ->
            examples
                .classify(
                    ModelSpecs.name(request.getModelSpec()),
                    ModelSpecs.signature(request.getModelSpec()),
                    examples(request.getInput()),
                    GrpcAnswers.deadline(longest))
                .thenApply(
                    found ->
                        ClassificationResponse.newBuilder()
                            .setModelSpec(spec(found.answer()))
                            .setResult(result(found))
                            .build()));
  }

  @Override
  public void regress(RegressionRequest request, StreamObserver<RegressionResponse> client) {
    GrpcAnswers.answer(
        client,
        () ->
            examples
                .regress(
                    ModelSpecs.name(request.getModelSpec()),
                    ModelSpecs.signature(request.getModelSpec()),
                    examples(request.getInput()),
                    GrpcAnswers.deadline(longest))
                .thenApply(
                    found ->
                        RegressionResponse.newBuilder()
                            .setModelSpec(spec(found.answer()))
                            .setResult(result(found))
                            .build()));
  }

  private static dev.unroll.internal.server.proto.ModelSpec spec(ModelAnswer answer) {
    return ModelSpecs.of(answer.name(), answer.version(), answer.signature());
  }

  private static ClassificationResult result(ExampleEngine.Classified found) {
    ClassificationResult.Builder result = ClassificationResult.newBuilder();
    for (List<ExampleEngine.Scored> classes : found.classes()) {
      Classifications.Builder example = result.addClassificationsBuilder();
      classes.forEach(
          one -> example.addClassesBuilder().setLabel(one.label()).setScore(one.score()));
    }
    return result.build();
  }

  private static RegressionResult result(ExampleEngine.Regressed found) {
    RegressionResult.Builder result = RegressionResult.newBuilder();
    found.values().forEach(value -> result.addRegressions(Regression.newBuilder().setValue(value)));
    return result.build();
  }

  private static List<Example> examples(Input input) {
    return switch (input.getKindCase()) {
      case EXAMPLE_LIST -> input.getExampleList().getExamplesList();
      case EXAMPLE_LIST_WITH_CONTEXT ->
          ExampleEngine.joined(
              input.getExampleListWithContext().getExamplesList(),
              Optional.of(input.getExampleListWithContext().getContext()));
      case KIND_NOT_SET -> throw Refusal.invalid("Input is empty.");
    };
  }

  @Override
  public void multiInference(
      MultiInferenceRequest request, StreamObserver<MultiInferenceResponse> client) {
    GrpcAnswers.answer(client, () -> multiInference(request));
  }

  private CompletableFuture<MultiInferenceResponse> multiInference(MultiInferenceRequest request) {
    if (request.getTasksCount() == 0) {
      throw Refusal.invalid("Inference request has no tasks.");
    }
    Set<String> signatures = new HashSet<>();
    ModelName first = ModelSpecs.name(request.getTasks(0).getModelSpec());
    for (InferenceTask task : request.getTasksList()) {
      if (!ModelSpecs.name(task.getModelSpec()).equals(first)) {
        throw Refusal.invalid(
            "All ModelSpecs in a MultiInferenceRequest must access the same model name.");
      }
      String signature = ModelSpecs.signature(task.getModelSpec()).orElse(Engine.DEFAULT_SIGNATURE);
      if (!signatures.add(signature)) {
        throw Refusal.invalid("Duplicate evaluation of signature: %s", signature);
      }
    }
    Deadline deadline = GrpcAnswers.deadline(longest);
    List<Example> all = examples(request.getInput());
    List<CompletableFuture<InferenceResult>> results = new ArrayList<>();
    for (InferenceTask task : request.getTasksList()) {
      results.add(result(task, all, deadline));
    }
    return CompletableFuture.allOf(results.toArray(CompletableFuture<?>[]::new))
        .thenApply(
            done ->
                MultiInferenceResponse.newBuilder()
                    .addAllResults(results.stream().map(CompletableFuture::join).toList())
                    .build());
  }

  private CompletableFuture<InferenceResult> result(
      InferenceTask task, List<Example> all, Deadline deadline) {
    ModelName model = ModelSpecs.name(task.getModelSpec());
    Optional<String> signature = ModelSpecs.signature(task.getModelSpec());
    return switch (task.getMethodName()) {
      case Engine.CLASSIFY ->
          examples
              .classify(model, signature, all, deadline)
              .thenApply(
                  found ->
                      InferenceResult.newBuilder()
                          .setModelSpec(spec(found.answer()))
                          .setClassificationResult(result(found))
                          .build());
      case Engine.REGRESS ->
          examples
              .regress(model, signature, all, deadline)
              .thenApply(
                  found ->
                      InferenceResult.newBuilder()
                          .setModelSpec(spec(found.answer()))
                          .setRegressionResult(result(found))
                          .build());
      default ->
          throw Refusal.of(
              Status.UNIMPLEMENTED, "Unsupported signature method_name: %s", task.getMethodName());
    };
  }

  @Override
  public void getModelMetadata(
      GetModelMetadataRequest request, StreamObserver<GetModelMetadataResponse> client) {
    GrpcAnswers.answerNow(client, () -> metadata(request));
  }

  private GetModelMetadataResponse metadata(GetModelMetadataRequest request) {
    ModelName model = ModelSpecs.name(request.getModelSpec());
    if (request.getMetadataFieldCount() == 0) {
      throw Refusal.invalid("GetModelMetadataRequest must specify at least one metadata_field");
    }
    for (String field : request.getMetadataFieldList()) {
      if (!field.equals(SIGNATURES)) {
        throw Refusal.invalid("Metadata field %s is not supported", field);
      }
    }
    try (ModelVersion.Lease lease = models.lease(model)) {
      SignatureDefMap.Builder signatures = SignatureDefMap.newBuilder();
      lease
          .version()
          .signatures()
          .forEach((name, runner) -> signatures.putSignatureDef(name, runner.definition()));
      return GetModelMetadataResponse.newBuilder()
          .setModelSpec(ModelSpecs.of(lease.version().model(), lease.version().number(), ""))
          .putMetadata(SIGNATURES, Any.pack(signatures.build()))
          .build();
    }
  }
}
