package dev.unroll.server.run;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.unroll.check.InputException;
import dev.unroll.load.NamedTensors;
import dev.unroll.load.SignatureRunner;
import dev.unroll.server.model.ModelStore;
import dev.unroll.server.model.ModelVersion;
import dev.unroll.server.request.ElementType;
import dev.unroll.server.request.ModelAnswer;
import dev.unroll.server.request.ModelRequest;
import dev.unroll.server.request.Refusal;
import dev.unroll.server.request.Status;
import dev.unroll.server.request.TensorValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.tensorflow.Tensor;

/**
 * Answers requests: those that wait when a thread is free run together, in parts that are split and
 * joined again. Safe for any number of threads. Close it before the store of its models.
 */
public final class Engine implements AutoCloseable {

  /** The signature that is meant where none is named. */
  public static final String DEFAULT_SIGNATURE = "serving_default";

  private final ModelStore store;
  private final BatchSettings settings;
  private final WorkQueue queue;
  private final List<Thread> threads = new ArrayList<>();

  /** Keys whose outputs turned out to have other rows than their inputs. */
  private final Set<BatchKey> alone = ConcurrentHashMap.newKeySet();

  public Engine(ModelStore store, BatchSettings settings) {
    this.store = store;
    this.settings = settings;
    this.queue = new WorkQueue(settings);
    ThreadFactory factory =
        new ThreadFactoryBuilder().setNameFormat("unroll-run-%d").setDaemon(true).build();
    for (int i = 0; i < settings.threads(); i++) {
      Thread thread = factory.newThread(this::work);
      threads.add(thread);
      thread.start();
    }
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
    ModelVersion.Lease lease = store.lease(request.model());
    boolean accepted = false;
    try {
      ModelVersion version = lease.version();
      SignatureRunner runner = version.signature(request.signature().orElse(DEFAULT_SIGNATURE));
      List<String> outputs = RequestCheck.outputs(runner, request.outputs());
      RequestCheck.inputs(runner, request.inputs(), outputs);
      int rows = BatchKey.rows(request.inputs());
      CompletableFuture<Map<String, TensorValue>> answer = new CompletableFuture<>();
      queue.add(
          new Work(
              lease,
              runner,
              request.inputs(),
              outputs,
              rows,
              BatchKey.of(runner, request.inputs(), outputs, rows)
                  .filter(key -> settings.rows() > 1 && !alone.contains(key)),
              request.deadline(),
              System.nanoTime(),
              answer));
      accepted = true;
      answer.orTimeout(Math.max(0, request.deadline().left().toNanos()), TimeUnit.NANOSECONDS);
      return answer
          .exceptionallyCompose(e -> CompletableFuture.failedFuture(refusal(e)))
          .thenApply(
              found -> new ModelAnswer(version.model(), version.number(), runner.name(), found));
    } finally {
      if (!accepted) {
        lease.close();
      }
    }
  }

  private static Throwable refusal(Throwable e) {
    return e instanceof TimeoutException
        ? Refusal.of(Status.DEADLINE_EXCEEDED, "The deadline passed before the model answered")
        : e;
  }

  /** What a thread does until the end. */
  private void work() {
    try {
      for (List<Work> works = queue.take(); !works.isEmpty(); works = queue.take()) {
        List<Work> wanted = works.stream().filter(Engine::stillWanted).toList();
        if (!wanted.isEmpty()) {
          long begin = System.nanoTime();
          run(wanted);
          queue.ran(wanted.stream().mapToLong(Work::rows).sum(), System.nanoTime() - begin);
        }
        works.forEach(work -> work.lease().close());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean stillWanted(Work work) {
    if (work.deadline().passed()) {
      work.answer()
          .completeExceptionally(
              Refusal.of(
                  Status.DEADLINE_EXCEEDED, "The deadline passed before the model could run"));
    }
    return !work.answer().isDone();
  }

  private void run(List<Work> works) {
    try {
      if (works.size() > 1) {
        runTogether(works);
      } else {
        works.get(0).answer().complete(runAlone(works.get(0)));
      }
    } catch (Refusal | InputException e) {
      if (works.size() > 1) {
        // One of them may be the cause, which is nothing to the others.
        works.forEach(work -> run(List.of(work)));
      } else {
        works.get(0).answer().completeExceptionally(asRefusal(e));
      }
    } catch (RuntimeException | Error e) {
      Refusal told =
          Refusal.of(Status.INTERNAL, "The model failed: %s", e.getClass().getSimpleName());
      works.forEach(work -> work.answer().completeExceptionally(told));
    }
  }

  private static Refusal asRefusal(RuntimeException e) {
    return e instanceof Refusal refusal ? refusal : Refusal.invalid("%s", e.getMessage());
  }

  private void runTogether(List<Work> works) {
    Work first = works.get(0);
    Map<String, TensorValue> joined = new LinkedHashMap<>();
    for (String input : first.inputs().keySet()) {
      joined.put(
          input, TensorValue.joined(works.stream().map(work -> work.inputs().get(input)).toList()));
    }
    Map<String, TensorValue> outputs = run(first.runner(), joined, first.outputs());
    int rows = works.stream().mapToInt(Work::rows).sum();
    if (outputs.values().stream().anyMatch(value -> value.rank() == 0 || value.size(0) != rows)) {
      first.key().ifPresent(alone::add);
      works.forEach(work -> run(List.of(work)));
      return;
    }
    int from = 0;
    for (Work work : works) {
      Map<String, TensorValue> own = new LinkedHashMap<>();
      int begin = from;
      outputs.forEach((name, value) -> own.put(name, value.rows(begin, begin + work.rows())));
      from += work.rows();
      work.answer().complete(own);
    }
  }

  /** In parts, where it has more rows than run as one. */
  private Map<String, TensorValue> runAlone(Work work) {
    if (work.key().isEmpty() || work.rows() <= settings.rows()) {
      return run(work.runner(), work.inputs(), work.outputs());
    }
    List<Map<String, TensorValue>> parts = new ArrayList<>();
    for (int from = 0; from < work.rows(); from += settings.rows()) {
      int begin = from;
      int end = Math.min(work.rows(), from + settings.rows());
      Map<String, TensorValue> part = new LinkedHashMap<>();
      work.inputs().forEach((name, value) -> part.put(name, value.rows(begin, end)));
      parts.add(run(work.runner(), part, work.outputs()));
    }
    Map<String, TensorValue> whole = new LinkedHashMap<>();
    for (String output : work.outputs()) {
      whole.put(output, TensorValue.joined(parts.stream().map(part -> part.get(output)).toList()));
    }
    return whole;
  }

  private static Map<String, TensorValue> run(
      SignatureRunner runner, Map<String, TensorValue> inputs, List<String> outputs) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    try {
      inputs.forEach((name, value) -> tensors.put(name, value.toTensor()));
      Map<String, TensorValue> values = new LinkedHashMap<>();
      try (NamedTensors results = runner.run(tensors, outputs)) {
        for (String output : outputs) {
          values.put(
              output,
              TensorValue.of(results.get(output))
                  .orElseThrow(
                      () ->
                          Refusal.of(
                              Status.UNIMPLEMENTED,
                              "output '%s' is of type %s, which is not served; there are %s",
                              output,
                              runner.signature().outputs().get(output).type(),
                              List.of(ElementType.values()))));
        }
      }
      return values;
    } finally {
      tensors.values().forEach(Tensor::close);
    }
  }

  /** Requests that wait. */
  public int waiting() {
    return queue.waiting();
  }

  /** Lets nothing in any more, and waits until what was let in is answered. */
  @Override
  public void close() {
    queue.close();
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
          threads.forEach(Thread::interrupt);
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
