package dev.unroll.internal.server.run;

import dev.unroll.internal.server.model.Leases;
import dev.unroll.internal.server.model.ModelVersion;
import dev.unroll.internal.server.request.ModelAnswer;
import dev.unroll.internal.server.request.ModelRequest;
import dev.unroll.internal.server.request.Refusal;
import dev.unroll.internal.server.request.TensorValue;
import dev.unroll.internal.server.request.Trace;
import dev.unroll.load.SignatureRunner;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Answers requests to signatures. Safe for any number of threads. */
public final class Engine {

  /** The signature that is meant where none is named. */
  public static final String DEFAULT_SIGNATURE = "serving_default";

  private final Leases models;
  private final Workers workers;

  public Engine(Leases models, Workers workers) {
    this.models = models;
    this.workers = workers;
  }

  /**
   * Answers a request, later and on another thread.
   *
   * @return fails with a {@link Refusal}
   */
  public CompletableFuture<ModelAnswer> answer(ModelRequest request) {
    try {
      return accept(request);
    } catch (Refusal e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletableFuture<ModelAnswer> accept(ModelRequest request) {
    ModelVersion.Lease lease = models.lease(request.model());
    boolean accepted = false;
    try {
      ModelVersion version = lease.version();
      SignatureRunner runner = version.signature(request.signature().orElse(DEFAULT_SIGNATURE));
      List<String> outputs = RequestCheck.outputs(runner, request.outputs());
      RequestCheck.inputs(runner, request.inputs(), outputs);
      CompletableFuture<Map<String, TensorValue>> answer = new CompletableFuture<>();
      int most = workers.settings().rows();
      Trace trace = Trace.current();
      trace.answeredBy(
          version.model(),
          version.number(),
          runner.name(),
          Math.max(1, BatchKey.rows(request.inputs())));
      trace.asks(request);
      workers.submit(
          new SignatureWork(
              lease,
              runner,
              request.inputs(),
              outputs,
              BatchKey.of(runner, request.inputs(), outputs)
                  .filter(key -> most > 1 && !version.mustRunAlone(runner)),
              most,
              request.deadline(),
              trace,
              answer));
      accepted = true;
      return Deadlines.by(answer, request.deadline())
          .whenComplete((found, e) -> trace.ran())
          .thenApply(
              found -> new ModelAnswer(version.model(), version.number(), runner.name(), found));
    } finally {
      if (!accepted) {
        lease.close();
      }
    }
  }
}
