package dev.unroll.internal.server.grpc;

import dev.unroll.check.InputException;
import dev.unroll.internal.server.model.ModelPoller;
import dev.unroll.internal.server.model.ModelStore;
import dev.unroll.internal.server.model.VersionStatus;
import dev.unroll.internal.server.proto.GetModelStatusRequest;
import dev.unroll.internal.server.proto.GetModelStatusResponse;
import dev.unroll.internal.server.proto.ModelServiceGrpc;
import dev.unroll.internal.server.proto.ModelVersionStatus;
import dev.unroll.internal.server.proto.ReloadConfigRequest;
import dev.unroll.internal.server.proto.ReloadConfigResponse;
import dev.unroll.internal.server.proto.StatusProto;
import dev.unroll.internal.server.request.Refusal;
import dev.unroll.internal.server.settings.ModelConfigs;
import io.grpc.stub.StreamObserver;

/** TensorFlow Serving's service that tells of models and changes which are served. */
final class ModelService extends ModelServiceGrpc.ModelServiceImplBase {

  private final ModelStore store;
  private final ModelPoller poller;

  ModelService(ModelStore store, ModelPoller poller) {
    this.store = store;
    this.poller = poller;
  }

  @Override
  public void getModelStatus(
      GetModelStatusRequest request, StreamObserver<GetModelStatusResponse> client) {
    GrpcAnswers.answerNow(
        client,
        () -> {
          GetModelStatusResponse.Builder response = GetModelStatusResponse.newBuilder();
          store
              .statuses(ModelSpecs.name(request.getModelSpec()))
              .forEach(status -> response.addModelVersionStatus(message(status)));
          return response.build();
        });
  }

  private static ModelVersionStatus message(VersionStatus status) {
    return ModelVersionStatus.newBuilder()
        .setVersion(status.version())
        .setStateValue(status.state().code())
        .setStatus(
            StatusProto.newBuilder()
                .setErrorCodeValue(status.error().code())
                .setErrorMessage(status.message()))
        .build();
  }

  /** Serves the models of the request from now on, and no others. */
  @Override
  public void handleReloadConfigRequest(
      ReloadConfigRequest request, StreamObserver<ReloadConfigResponse> client) {
    GrpcAnswers.answer(
        client,
        () -> {
          try {
            return poller
                .reload(ModelConfigs.of(request.getConfig(), ""))
                .thenApply(
                    done ->
                        ReloadConfigResponse.newBuilder()
                            .setStatus(StatusProto.getDefaultInstance())
                            .build());
          } catch (InputException e) {
            throw Refusal.invalid("%s", e.getMessage());
          }
        });
  }
}
