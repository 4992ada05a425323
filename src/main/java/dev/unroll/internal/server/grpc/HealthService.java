package dev.unroll.internal.server.grpc;

import dev.unroll.internal.server.model.ModelStore;
import dev.unroll.internal.server.proto.GRPCInferenceServiceGrpc;
import dev.unroll.internal.server.proto.ModelServiceGrpc;
import dev.unroll.internal.server.proto.PredictionServiceGrpc;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Health by gRPC's own protocol: of the server (an empty name), of its services, and of each model
 * by its name.
 */
final class HealthService extends HealthGrpc.HealthImplBase {

  /** The services; TensorFlow Serving's by the names that it gives them here, too. */
  private static final Set<String> SERVICES =
      Set.of(
          "",
          "PredictionService",
          "ModelService",
          PredictionServiceGrpc.SERVICE_NAME,
          ModelServiceGrpc.SERVICE_NAME,
          GRPCInferenceServiceGrpc.SERVICE_NAME);

  private final ModelStore store;
  private final BooleanSupplier ready;
  private final List<Watcher> watchers = new ArrayList<>();
  private boolean closed;

  /** Who wants to be told of changes. */
  private static final class Watcher {
    private final String name;
    private final ServerCallStreamObserver<HealthCheckResponse> client;
    private ServingStatus told;

    Watcher(String name, ServerCallStreamObserver<HealthCheckResponse> client) {
      this.name = name;
      this.client = client;
    }
  }

  /**
   * @param ready whether the server takes requests
   */
  HealthService(ModelStore store, BooleanSupplier ready) {
    this.store = store;
    this.ready = ready;
  }

  private ServingStatus status(String name) {
    boolean good;
    if (SERVICES.contains(name)) {
      good = ready.getAsBoolean();
    } else if (store.names().contains(name)) {
      good = !closing() && !store.versions(name).isEmpty();
    } else {
      return ServingStatus.SERVICE_UNKNOWN;
    }
    return good ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
  }

  private synchronized boolean closing() {
    return closed;
  }

  @Override
  public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> client) {
    ServingStatus status = status(request.getService());
    if (status == ServingStatus.SERVICE_UNKNOWN) {
      client.onError(
          Status.NOT_FOUND
              .withDescription(
                  "'"
                      + request.getService()
                      + "' is no service or model of this server; there are the services "
                      + SERVICES.stream().filter(name -> !name.isEmpty()).sorted().toList()
                      + " and the models "
                      + store.names())
              .asRuntimeException());
      return;
    }
    client.onNext(message(status));
    client.onCompleted();
  }

  @Override
  public void watch(HealthCheckRequest request, StreamObserver<HealthCheckResponse> client) {
    Watcher watcher =
        new Watcher(request.getService(), (ServerCallStreamObserver<HealthCheckResponse>) client);
    watcher.client.setOnCancelHandler(() -> forget(watcher));
    synchronized (this) {
      watchers.add(watcher);
    }
    refresh();
  }

  private synchronized void forget(Watcher watcher) {
    watchers.remove(watcher);
  }

  /** Tells those who watch what has changed. */
  synchronized void refresh() {
    for (Watcher watcher : watchers) {
      ServingStatus status = status(watcher.name);
      if (status != watcher.told && !watcher.client.isCancelled()) {
        watcher.told = status;
        watcher.client.onNext(message(status));
      }
    }
  }

  private static HealthCheckResponse message(ServingStatus status) {
    return HealthCheckResponse.newBuilder().setStatus(status).build();
  }

  /** From now on nothing is served; those who watch are told so, and nothing more. */
  synchronized void close() {
    closed = true;
    refresh();
    watchers.forEach(watcher -> watcher.client.onCompleted());
    watchers.clear();
  }
}
