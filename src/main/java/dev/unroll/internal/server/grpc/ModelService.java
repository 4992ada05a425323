package dev.unroll.internal.server.grpc;

import dev.unroll.internal.server.model.ModelStore;
import dev.unroll.internal.server.model.VersionStatus;
import dev.unroll.internal.server.proto.GetModelStatusRequest;
import dev.unroll.internal.server.proto.GetModelStatusResponse;
import dev.unroll.internal.server.proto.ModelServiceGrpc;
import dev.unroll.internal.server.proto.ModelVersionStatus;
import dev.unroll.internal.server.proto.StatusProto;
import io.grpc.stub.StreamObserver;

/** TensorFlow Serving's service that tells of models and changes which are served. */
final class ModelService extends ModelServiceGrpc.ModelServiceImplBase {

  private final ModelStore store;

  ModelService(ModelStore store) {
    this.store = store;
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
}
