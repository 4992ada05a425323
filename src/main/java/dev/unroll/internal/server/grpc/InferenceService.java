package dev.unroll.internal.server.grpc;

import dev.unroll.internal.server.model.ModelPoller;
import dev.unroll.internal.server.model.ModelStore;
import dev.unroll.internal.server.model.ModelVersion;
import dev.unroll.internal.server.model.VersionStatus;
import dev.unroll.internal.server.proto.GRPCInferenceServiceGrpc;
import dev.unroll.internal.server.proto.ModelInferRequest;
import dev.unroll.internal.server.proto.ModelInferResponse;
import dev.unroll.internal.server.proto.ModelMetadataRequest;
import dev.unroll.internal.server.proto.ModelMetadataResponse;
import dev.unroll.internal.server.proto.ModelReadyRequest;
import dev.unroll.internal.server.proto.ModelReadyResponse;
import dev.unroll.internal.server.proto.ModelStatisticsRequest;
import dev.unroll.internal.server.proto.ModelStatisticsResponse;
import dev.unroll.internal.server.proto.ModelStreamInferResponse;
import dev.unroll.internal.server.proto.RepositoryIndexRequest;
import dev.unroll.internal.server.proto.RepositoryIndexResponse;
import dev.unroll.internal.server.proto.RepositoryModelLoadRequest;
import dev.unroll.internal.server.proto.RepositoryModelLoadResponse;
import dev.unroll.internal.server.proto.RepositoryModelUnloadRequest;
import dev.unroll.internal.server.proto.RepositoryModelUnloadResponse;
import dev.unroll.internal.server.proto.ServerLiveRequest;
import dev.unroll.internal.server.proto.ServerLiveResponse;
import dev.unroll.internal.server.proto.ServerMetadataRequest;
import dev.unroll.internal.server.proto.ServerMetadataResponse;
import dev.unroll.internal.server.proto.ServerReadyRequest;
import dev.unroll.internal.server.proto.ServerReadyResponse;
import dev.unroll.internal.server.request.ModelName;
import dev.unroll.internal.server.request.Refusal;
import dev.unroll.internal.server.v2.InferAnswer;
import dev.unroll.internal.server.v2.InferEngine;
import dev.unroll.internal.server.v2.ModelDescription;
import dev.unroll.internal.server.v2.ModelStatistics;
import dev.unroll.internal.server.v2.V2Handler;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/** The service of the Open Inference Protocol. */
final class InferenceService extends GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase {

  private final ModelStore store;
  private final ModelPoller poller;
  private final InferEngine engine;
  private final String version;
  private final BooleanSupplier ready;
  private final Duration longest;
  private final Set<Stream> streams = ConcurrentHashMap.newKeySet();
  private volatile boolean ending;

  /**
   * @param poller loads models
   * @param version of the server
   * @param ready whether the server takes requests
   * @param longest time for an answer, where a call has no deadline
   */
  InferenceService(
      ModelStore store,
      ModelPoller poller,
      InferEngine engine,
      String version,
      BooleanSupplier ready,
      Duration longest) {
    this.store = store;
    this.poller = poller;
    this.engine = engine;
    this.version = version;
    this.ready = ready;
    this.longest = longest;
  }

  @Override
  public void serverLive(ServerLiveRequest request, StreamObserver<ServerLiveResponse> client) {
    GrpcAnswers.answerNow(client, () -> ServerLiveResponse.newBuilder().setLive(true).build());
  }

  @Override
  public void serverReady(ServerReadyRequest request, StreamObserver<ServerReadyResponse> client) {
    GrpcAnswers.answerNow(
        client, () -> ServerReadyResponse.newBuilder().setReady(ready.getAsBoolean()).build());
  }

  @Override
  public void modelReady(ModelReadyRequest request, StreamObserver<ModelReadyResponse> client) {
    GrpcAnswers.answerNow(
        client,
        () -> {
          boolean there = true;
          try (ModelVersion.Lease lease =
              store.lease(V2Handler.name(request.getName(), request.getVersion()))) {
            there = !lease.version().retired();
          } catch (Refusal e) {
            there = false;
          }
          return ModelReadyResponse.newBuilder().setReady(there).build();
        });
  }

  @Override
  public void serverMetadata(
      ServerMetadataRequest request, StreamObserver<ServerMetadataResponse> client) {
    GrpcAnswers.answerNow(
        client,
        () ->
            ServerMetadataResponse.newBuilder()
                .setName("unroll")
                .setVersion(version)
                .addAllExtensions(V2Handler.EXTENSIONS)
                .build());
  }

  @Override
  public void modelMetadata(
      ModelMetadataRequest request, StreamObserver<ModelMetadataResponse> client) {
    GrpcAnswers.answerNow(
        client,
        () -> {
          ModelDescription found =
              ModelDescription.of(store, V2Handler.name(request.getName(), request.getVersion()));
          ModelMetadataResponse.Builder response =
              ModelMetadataResponse.newBuilder()
                  .setName(found.name())
                  .addAllVersions(found.versions())
                  .setPlatform(ModelDescription.PLATFORM);
          found.inputs().forEach(tensor -> response.addInputs(message(tensor)));
          found.outputs().forEach(tensor -> response.addOutputs(message(tensor)));
          return response.build();
        });
  }

  private static ModelMetadataResponse.TensorMetadata message(ModelDescription.Tensor tensor) {
    return ModelMetadataResponse.TensorMetadata.newBuilder()
        .setName(tensor.name())
        .setDatatype(tensor.datatype())
        .addAllShape(tensor.shape())
        .build();
  }

  @Override
  public void repositoryIndex(
      RepositoryIndexRequest request, StreamObserver<RepositoryIndexResponse> client) {
    GrpcAnswers.answerNow(
        client,
        () -> {
          RepositoryIndexResponse.Builder response = RepositoryIndexResponse.newBuilder();
          for (String name : store.names()) {
            for (VersionStatus status : store.statuses(ModelName.newest(name))) {
              String state = V2Handler.state(status.state());
              if (!request.getReady() || state.equals("READY")) {
                response
                    .addModelsBuilder()
                    .setName(name)
                    .setVersion(Long.toString(status.version()))
                    .setState(state)
                    .setReason(status.message());
              }
            }
          }
          return response.build();
        });
  }

  @Override
  public void modelStatistics(
      ModelStatisticsRequest request, StreamObserver<ModelStatisticsResponse> client) {
    GrpcAnswers.answerNow(
        client,
        () -> {
          Optional<ModelName> model =
              request.getName().isEmpty()
                  ? Optional.empty()
                  : Optional.of(V2Handler.name(request.getName(), request.getVersion()));
          ModelStatisticsResponse.Builder response = ModelStatisticsResponse.newBuilder();
          ModelStatistics.of(store, engine.statistics(), model)
              .forEach(found -> response.addModelStats(StatisticsMessages.of(found)));
          return response.build();
        });
  }

  @Override
  public void repositoryModelLoad(
      RepositoryModelLoadRequest request, StreamObserver<RepositoryModelLoadResponse> client) {
    GrpcAnswers.answer(
        client,
        () -> {
          if (!request.getParametersMap().isEmpty()) {
            throw Refusal.invalid(V2Handler.CONFIGURED);
          }
          return poller
              .load(request.getModelName())
              .thenApply(done -> RepositoryModelLoadResponse.getDefaultInstance());
        });
  }

  @Override
  public void repositoryModelUnload(
      RepositoryModelUnloadRequest request, StreamObserver<RepositoryModelUnloadResponse> client) {
    GrpcAnswers.answer(
        client,
        () ->
            poller
                .unload(request.getModelName())
                .thenApply(done -> RepositoryModelUnloadResponse.getDefaultInstance()));
  }

  @Override
  public void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> client) {
    GrpcAnswers.answer(client, () -> infer(request).thenApply(InferenceMessages::write));
  }

  private CompletableFuture<InferAnswer> infer(ModelInferRequest request) {
    return engine.infer(InferenceMessages.read(request, GrpcAnswers.deadline(longest)));
  }

  /** Requests of a stream are answered in their order, each with its answer or what went wrong. */
  @Override
  public StreamObserver<ModelInferRequest> modelStreamInfer(
      StreamObserver<ModelStreamInferResponse> client) {
    Stream stream = new Stream((ServerCallStreamObserver<ModelStreamInferResponse>) client);
    streams.add(stream);
    if (ending) {
      stream.end();
    }
    return stream;
  }

  /** Streams that are open. */
  int streams() {
    return streams.size();
  }

  /** Ends streams once all that they were asked is answered: at once, as a rule. */
  void end() {
    ending = true;
    streams.forEach(Stream::end);
  }

  private final class Stream implements StreamObserver<ModelInferRequest> {

    private final StreamObserver<ModelStreamInferResponse> client;
    private final Deque<CompletableFuture<ModelStreamInferResponse>> open = new ArrayDeque<>();
    private boolean completed;
    private boolean ends;
    private boolean ended;

    Stream(ServerCallStreamObserver<ModelStreamInferResponse> client) {
      this.client = client;
      client.setOnCancelHandler(this::cancelled);
      // Also where a message cannot be read, of which the service hears nothing else.
      client.setOnCloseHandler(this::cancelled);
    }

    @Override
    public void onNext(ModelInferRequest request) {
      CompletableFuture<ModelStreamInferResponse> answer = new CompletableFuture<>();
      synchronized (this) {
        if (ended) {
          // It came when the client had been told already.
          return;
        }
        open.add(answer);
      }
      CompletableFuture<ModelStreamInferResponse> found;
      try {
        found =
            infer(request)
                .thenApply(
                    inferred ->
                        ModelStreamInferResponse.newBuilder()
                            .setInferResponse(InferenceMessages.write(inferred))
                            .build())
                .exceptionally(e -> failure(request, e));
      } catch (RuntimeException e) {
        found = CompletableFuture.completedFuture(failure(request, e));
      }
      CompletableFuture<Void> unused =
          found.thenAccept(
              told -> {
                answer.complete(told);
                send();
              });
    }

    private static ModelStreamInferResponse failure(ModelInferRequest request, Throwable e) {
      return ModelStreamInferResponse.newBuilder()
          .setErrorMessage(String.valueOf(GrpcAnswers.failure(e).getStatus().getDescription()))
          .setInferResponse(ModelInferResponse.newBuilder().setId(request.getId()))
          .build();
    }

    /** Sends what is ready, up to the first that is not. */
    private synchronized void send() {
      while (!open.isEmpty() && open.peek().isDone()) {
        client.onNext(open.remove().join());
      }
      if (open.isEmpty() && !ended && (completed || ends)) {
        ended = true;
        streams.remove(this);
        if (completed) {
          client.onCompleted();
        } else {
          client.onError(
              Status.UNAVAILABLE
                  .withDescription(
                      "The server is shutting down; what the stream was asked is answered, open"
                          + " another")
                  .asRuntimeException());
        }
      }
    }

    /** Asks for no more: the client is told once what it asked is answered. */
    void end() {
      synchronized (this) {
        ends = true;
      }
      send();
    }

    private synchronized void cancelled() {
      ended = true;
      streams.remove(this);
      open.clear();
    }

    @Override
    public void onError(Throwable e) {
      cancelled();
    }

    @Override
    public void onCompleted() {
      synchronized (this) {
        completed = true;
      }
      send();
    }
  }
}
