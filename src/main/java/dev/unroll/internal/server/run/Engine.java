package dev.unroll.internal.server.run;

import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Iterables;
import dev.unroll.internal.server.model.Leases;
import dev.unroll.internal.server.model.ModelVersion;
import dev.unroll.internal.server.request.Deadline;
import dev.unroll.internal.server.request.ModelAnswer;
import dev.unroll.internal.server.request.ModelName;
import dev.unroll.internal.server.request.ModelRequest;
import dev.unroll.internal.server.request.Refusal;
import dev.unroll.internal.server.request.TensorValue;
import dev.unroll.internal.server.request.Trace;
import dev.unroll.load.SignatureRunner;
import dev.unroll.model.Endpoints;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Answers requests to signatures. Safe for any number of threads. */
public final class Engine {

  /** The signature that is meant where none is named. */
  public static final String DEFAULT_SIGNATURE = Endpoints.SERVING_SIGNATURE;

  /** Method of signatures that classify. */
  public static final String CLASSIFY = "tensorflow/serving/classify";

  /** Method of signatures that give a number for each example. */
  public static final String REGRESS = "tensorflow/serving/regress";

  private static final Set<String> PREDICT =
      ImmutableSortedSet.of("tensorflow/serving/predict", CLASSIFY, REGRESS);

  private final Leases models;
  private final Workers workers;
  private final boolean methodNames;

  public Engine(Leases models, Workers workers) {
    this(models, workers, false);
  }

  /**
   * @param methodNames whether a signature must have the name of a method
   */
  public Engine(Leases models, Workers workers, boolean methodNames) {
    this.models = models;
    this.workers = workers;
    this.methodNames = methodNames;
  }

  /**
   * Holds a signature to the names of methods, where that is asked for.
   *
   * @param what is asked, such as {@code classification}
   * @throws Refusal where it has none of these names
   */
  public void checkMethod(SignatureRunner runner, String what, Set<String> names) {
    String found = runner.definition().getMethodName();
    if (methodNames && !names.contains(found)) {
      throw Refusal.invalid(
          "Expected %s signature method_name to be %s. Was: %s",
          what, names.size() == 1 ? Iterables.getOnlyElement(names) : "one of " + names, found);
    }
  }

  /** What was run, by model and version. */
  public Statistics statistics() {
    return workers.statistics();
  }

  /**
   * Looks whether a request would be let in now, before time is spent to read it.
   *
   * @throws Refusal where there is no such model, which says more than that others wait; where it
   *     would wait for longer than it may; or where the server ends
   */
  public void admit(ModelName model, Deadline deadline) {
    models.lease(model).close();
    workers.admit(deadline);
  }

  /**
   * Answers a request, later.
   *
   * @return fails with a {@link Refusal}
   */
  public CompletableFuture<ModelAnswer> answer(ModelRequest request) {
    try {
      return answer(models.lease(request.model()), request);
    } catch (Refusal e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * Answers a request by the version that a lease is of, whatever versions have come since.
   *
   * @param lease given back once the answer is there
   * @return fails with a {@link Refusal}
   */
  public CompletableFuture<ModelAnswer> answer(ModelVersion.Lease lease, ModelRequest request) {
    long begin = System.nanoTime();
    ModelVersion version = lease.version();
    CompletableFuture<ModelAnswer> answer;
    try {
      answer = accept(lease, request);
    } catch (Refusal e) {
      answer = CompletableFuture.failedFuture(e);
    }
    return answer.whenComplete(
        (found, e) ->
            workers.statistics().of(version).answered(e == null, System.nanoTime() - begin));
  }

  private CompletableFuture<ModelAnswer> accept(ModelVersion.Lease lease, ModelRequest request) {
    boolean accepted = false;
    try {
      ModelVersion version = lease.version();
      SignatureRunner runner = version.signature(request.signature().orElse(DEFAULT_SIGNATURE));
      checkMethod(runner, "predict", PREDICT);
      List<String> wanted = RequestCheck.outputs(runner, request.outputs());
      // In one order, so that requests that differ in it alone run as one.
      List<String> outputs = wanted.stream().sorted().toList();
      RequestCheck.inputs(runner, request.inputs(), outputs);
      if (version.card().filter(card -> card.input().variableLength()).isPresent()) {
        RequestCheck.lengths(request.inputs());
      }
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
              answer));
      accepted = true;
      return Deadlines.by(answer, request.deadline())
          .whenComplete((found, e) -> trace.ran())
          .thenApply(
              found ->
                  new ModelAnswer(
                      version.model(), version.number(), runner.name(), ordered(found, wanted)));
    } finally {
      if (!accepted) {
        lease.close();
      }
    }
  }

  private static Map<String, TensorValue> ordered(
      Map<String, TensorValue> found, List<String> wanted) {
    Map<String, TensorValue> ordered = new LinkedHashMap<>();
    wanted.forEach(output -> ordered.put(output, found.get(output)));
    return ordered;
  }
}
