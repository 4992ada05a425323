package dev.unroll.internal.server.run;

import dev.unroll.check.InputException;
import dev.unroll.internal.server.model.ModelVersion;
import dev.unroll.internal.server.request.Deadline;
import dev.unroll.internal.server.request.Refusal;
import dev.unroll.internal.server.request.Status;
import dev.unroll.internal.server.request.TensorValue;
import dev.unroll.internal.server.request.Trace;
import dev.unroll.load.NamedTensors;
import dev.unroll.load.SignatureRunner;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.tensorflow.Tensor;

/**
 * A signature to be run on inputs. Those of one {@link BatchKey} run as one, their rows after each
 * other; one of too many rows runs in parts.
 */
final class SignatureWork implements Work {

  private final ModelVersion.Lease lease;
  private final SignatureRunner runner;
  private final Map<String, TensorValue> inputs;
  private final List<String> outputs;
  private final Optional<BatchKey> key;
  private final int most;
  private final Deadline deadline;
  private final CompletableFuture<Map<String, TensorValue>> answer;
  private final Trace trace = Trace.current();
  private final int rows;
  private Map<String, TensorValue> found = Map.of();

  /**
   * @param lease of the model
   * @param inputs that were checked
   * @param key of those that it may run with; empty where it runs alone
   * @param most rows that run as one
   * @param answer by the names of outputs
   */
  SignatureWork(
      ModelVersion.Lease lease,
      SignatureRunner runner,
      Map<String, TensorValue> inputs,
      List<String> outputs,
      Optional<BatchKey> key,
      int most,
      Deadline deadline,
      CompletableFuture<Map<String, TensorValue>> answer) {
    this.lease = lease;
    this.runner = runner;
    this.inputs = inputs;
    this.outputs = outputs;
    this.key = key;
    this.most = most;
    this.deadline = deadline;
    this.answer = answer;
    this.rows = Math.max(1, BatchKey.rows(inputs));
  }

  @Override
  public Object group() {
    return key.isPresent() ? key.get() : this;
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public String kind() {
    return runner.name() + outputs;
  }

  @Override
  public long bytes() {
    return inputs.values().stream().mapToLong(TensorValue::bytes).sum();
  }

  @Override
  public Deadline deadline() {
    return deadline;
  }

  @Override
  public ModelVersion version() {
    return lease.version();
  }

  @Override
  public boolean abandoned() {
    return answer.isDone();
  }

  @Override
  public void refuse(Refusal refusal) {
    answer.completeExceptionally(refusal);
  }

  @Override
  public void release() {
    lease.close();
    answer.complete(found);
  }

  @Override
  public void run(List<Work> together) {
    List<SignatureWork> works = together.stream().map(SignatureWork.class::cast).toList();
    int all = works.stream().mapToInt(Work::rows).sum();
    works.forEach(work -> work.trace.started(all));
    if (works.size() > 1) {
      try {
        runTogether(works);
        return;
      } catch (RuntimeException e) {
        // One of them may be the cause, which is nothing to the others.
      }
    }
    works.forEach(SignatureWork::answerAlone);
  }

  private void answerAlone() {
    try {
      found = runAlone();
    } catch (Refusal e) {
      refuse(e);
    } catch (InputException e) {
      refuse(Refusal.invalid("%s", e.getMessage()));
    } catch (RuntimeException e) {
      refuse(Workers.failed(e));
    }
  }

  private void runTogether(List<SignatureWork> works) {
    Map<String, TensorValue> joined = new LinkedHashMap<>();
    for (String input : inputs.keySet()) {
      joined.put(
          input, TensorValue.joined(works.stream().map(work -> work.inputs.get(input)).toList()));
    }
    Map<String, TensorValue> all = run(joined);
    if (!rowByRow(joined, all, works.stream().mapToInt(Work::rows).sum())) {
      works.forEach(SignatureWork::answerAlone);
      return;
    }
    int from = 0;
    for (SignatureWork work : works) {
      work.found = rows(all, from, from + work.rows);
      from += work.rows;
    }
  }

  /** Whether each row of {@code found} is what its row of {@code values} gives alone. */
  private boolean rowByRow(
      Map<String, TensorValue> values, Map<String, TensorValue> found, int rows) {
    ModelVersion version = lease.version();
    boolean fits =
        found.values().stream().allMatch(value -> value.rank() > 0 && value.size(0) == rows);
    if (fits && version.mayRunTogether(runner, outputs)) {
      return true;
    }
    if (fits && RowCheck.alike(values, rows)) {
      // Rows that are all the same show nothing.
      return true;
    }
    int half = rows / 2;
    if (fits
        && RowCheck.close(rows(found, 0, half), run(rows(values, 0, half)))
        && RowCheck.close(rows(found, half, rows), run(rows(values, half, rows)))) {
      version.runsTogether(runner, outputs);
      return true;
    }
    version.runsAlone(runner);
    return false;
  }

  private static Map<String, TensorValue> rows(Map<String, TensorValue> values, int from, int to) {
    Map<String, TensorValue> part = new LinkedHashMap<>();
    values.forEach((name, value) -> part.put(name, value.rows(from, to)));
    return part;
  }

  private Map<String, TensorValue> runAlone() {
    if (key.isEmpty() || rows <= most || lease.version().mustRunAlone(runner)) {
      return run(inputs);
    }
    List<Map<String, TensorValue>> parts = new ArrayList<>();
    for (int from = 0; from < rows; from += most) {
      int to = Math.min(rows, from + most);
      Map<String, TensorValue> values = rows(inputs, from, to);
      Map<String, TensorValue> found = run(values);
      if (!rowByRow(values, found, to - from)) {
        return run(inputs);
      }
      parts.add(found);
    }
    Map<String, TensorValue> whole = new LinkedHashMap<>();
    for (String output : outputs) {
      whole.put(output, TensorValue.joined(parts.stream().map(part -> part.get(output)).toList()));
    }
    return whole;
  }

  private Map<String, TensorValue> run(Map<String, TensorValue> values) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    try {
      values.forEach((name, value) -> tensors.put(name, value.toTensor()));
      Map<String, TensorValue> found = new LinkedHashMap<>();
      try (NamedTensors results = runner.run(tensors, outputs)) {
        for (String output : outputs) {
          found.put(output, TensorValue.of(results.get(output)).orElseThrow(() -> odd(output)));
        }
      }
      return found;
    } finally {
      tensors.values().forEach(Tensor::close);
    }
  }

  private Refusal odd(String output) {
    return Refusal.of(
        Status.UNIMPLEMENTED,
        "output '%s' is of type %s, which is not served",
        output,
        runner.signature().outputs().get(output).type());
  }
}
