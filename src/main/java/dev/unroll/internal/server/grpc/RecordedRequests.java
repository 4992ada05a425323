package dev.unroll.internal.server.grpc;

import static dev.unroll.check.Check.failure;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.unroll.internal.files.TfRecords;
import dev.unroll.internal.server.model.Leases;
import dev.unroll.internal.server.model.ModelVersion;
import dev.unroll.internal.server.model.Warmup;
import dev.unroll.internal.server.proto.InferenceTask;
import dev.unroll.internal.server.proto.ModelSpec;
import dev.unroll.internal.server.proto.MultiInferenceRequest;
import dev.unroll.internal.server.proto.PredictionLog;
import dev.unroll.internal.server.run.Engine;
import dev.unroll.internal.server.run.Workers;
import dev.unroll.model.ModelCard;
import dev.unroll.server.settings.BatchSettings;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.ObjIntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the requests that a SavedModel keeps for this, as TensorFlow Serving does: a file of at most
 * 1,000 records, each a {@code PredictionLog}. All must be answered, or the version is not served.
 */
public final class RecordedRequests implements Warmup {

  /** Where a SavedModel keeps them. */
  static final Path FILE = ModelCard.EXTRA.resolve("tf_serving_warmup_requests");

  private static final Logger LOG = LoggerFactory.getLogger(RecordedRequests.class);
  private static final int MOST_RECORDS = 1000;
  private static final int LARGEST = 1 << 30;
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final BatchSettings batches;
  private final int times;
  private final ObjIntConsumer<Path> read;

  /**
   * @param batches as requests run later
   * @param times that each request runs, 1 or more
   */
  public RecordedRequests(BatchSettings batches, int times) {
    this(batches, times, (folder, records) -> {});
  }

  /**
   * @param batches as requests run later
   * @param times that each request runs, 1 or more
   * @param read hears how many records a folder had
   */
  public RecordedRequests(BatchSettings batches, int times, ObjIntConsumer<Path> read) {
    this.batches = batches.withThreads(1);
    this.times = times;
    this.read = read;
  }

  @Override
  public void warm(ModelVersion version, Leases leases) throws IOException {
    Path file = version.loaded().path().resolve(FILE);
    if (!Files.isRegularFile(file)) {
      return;
    }
    long begin = System.nanoTime();
    List<byte[]> records = TfRecords.read(file, MOST_RECORDS, LARGEST);
    read.accept(version.loaded().path(), records.size());
    ModelSpec spec = ModelSpec.newBuilder().setName(version.model()).build();
    try (Workers workers = new Workers(batches, Thread.MIN_PRIORITY)) {
      PredictionService service =
          new PredictionService(leases, new Engine(leases, workers), LONGEST, false);
      for (int i = 0; i < records.size(); i++) {
        for (int time = 0; time < times; time++) {
          try {
            replay(service, PredictionLog.parseFrom(records.get(i)), spec).join();
          } catch (InvalidProtocolBufferException e) {
            throw failure("%s: record %d: expected a PredictionLog; it is damaged", file, i + 1);
          } catch (CompletionException e) {
            throw failure(
                "%s: record %d: the request fails: %s", file, i + 1, e.getCause().getMessage());
          }
        }
      }
    }
    LOG.info(
        "model {} version {}: warmed {} requests in {} ms, as {} tells",
        version.model(),
        version.number(),
        records.size() * times,
        (System.nanoTime() - begin) / 1_000_000,
        FILE);
  }

  /**
   * Asks as the request was asked, but of this model.
   *
   * @param spec names it
   */
  private static CompletableFuture<Void> replay(
      PredictionService service, PredictionLog log, ModelSpec spec) {
    Ended ended = new Ended();
    switch (log.getLogTypeCase()) {
      case PREDICT_LOG -> {
        var request = log.getPredictLog().getRequest();
        service.predict(
            request.toBuilder().setModelSpec(as(request.getModelSpec(), spec)).build(),
            ended.observer());
      }
      case CLASSIFY_LOG -> {
        var request = log.getClassifyLog().getRequest();
        service.classify(
            request.toBuilder().setModelSpec(as(request.getModelSpec(), spec)).build(),
            ended.observer());
      }
      case REGRESS_LOG -> {
        var request = log.getRegressLog().getRequest();
        service.regress(
            request.toBuilder().setModelSpec(as(request.getModelSpec(), spec)).build(),
            ended.observer());
      }
      case MULTI_INFERENCE_LOG -> {
        MultiInferenceRequest.Builder request = log.getMultiInferenceLog().getRequest().toBuilder();
        for (InferenceTask.Builder task : request.getTasksBuilderList()) {
          task.setModelSpec(as(task.getModelSpec(), spec));
        }
        service.multiInference(request.build(), ended.observer());
      }
      case LOGTYPE_NOT_SET ->
          ended.future.completeExceptionally(
              new IllegalArgumentException(
                  "expected a request to predict, classify, regress or both"));
    }
    return ended.future;
  }

  private static ModelSpec as(ModelSpec asked, ModelSpec spec) {
    return spec.toBuilder().setSignatureName(asked.getSignatureName()).build();
  }

  /** Waits for the end of a request. */
  private static final class Ended {

    private final CompletableFuture<Void> future = new CompletableFuture<>();

    <T> StreamObserver<T> observer() {
      return new StreamObserver<>() {
        @Override
        public void onNext(T answer) {}

        @Override
        public void onError(Throwable e) {
          future.completeExceptionally(e);
        }

        @Override
        public void onCompleted() {
          future.complete(null);
        }
      };
    }
  }
}
