package dev.unroll.internal.server.grpc;

import dev.unroll.internal.files.TfRecords;
import dev.unroll.internal.server.log.BackgroundWriter;
import dev.unroll.internal.server.proto.LogMetadata;
import dev.unroll.internal.server.proto.PredictLog;
import dev.unroll.internal.server.proto.PredictRequest;
import dev.unroll.internal.server.proto.PredictionLog;
import dev.unroll.internal.server.request.ModelRequest;
import dev.unroll.internal.server.request.RequestObserver;
import dev.unroll.internal.server.request.Status;
import dev.unroll.internal.server.request.Trace;
import java.util.function.DoubleSupplier;

/**
 * Records a share of the requests that went well, whatever protocol they came by, as {@link
 * RecordedRequests} replays them.
 */
public final class RequestRecorder implements RequestObserver {

  private final BackgroundWriter writer;
  private final double share;
  private final DoubleSupplier random;

  /**
   * @param share of requests, up to 1
   * @param random numbers of 0 or more and less than 1
   */
  public RequestRecorder(BackgroundWriter writer, double share, DoubleSupplier random) {
    this.writer = writer;
    this.share = share;
    this.random = random;
  }

  @Override
  public void ended(Trace trace) {
    if (trace.status() == Status.OK
        && trace.request().isPresent()
        && random.getAsDouble() < share) {
      ModelRequest request = trace.request().get();
      writer.write(TfRecords.record(log(trace, request).toByteArray()));
    }
  }

  private static PredictionLog log(Trace trace, ModelRequest request) {
    PredictRequest.Builder asked =
        PredictRequest.newBuilder()
            .setModelSpec(ModelSpecs.of(trace.model(), trace.version(), trace.signature()))
            .addAllOutputFilter(request.outputs());
    request
        .inputs()
        .forEach((name, value) -> asked.putInputs(name, TensorMessages.write(value, true)));
    return PredictionLog.newBuilder()
        .setLogMetadata(LogMetadata.newBuilder().setModelSpec(asked.getModelSpec()))
        .setPredictLog(PredictLog.newBuilder().setRequest(asked))
        .build();
  }
}
