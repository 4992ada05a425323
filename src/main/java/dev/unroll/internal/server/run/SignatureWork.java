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
 *
 * @param lease of the model
 * @param inputs that were checked
 * @param key of those that it may run with; empty where it runs alone
 * @param most rows that run as one
 * @param trace is told when it begins
 * @param answer by the names of outputs
 */
record SignatureWork(
    ModelVersion.Lease lease,
    SignatureRunner runner,
    Map<String, TensorValue> inputs,
    List<String> outputs,
    Optional<BatchKey> key,
    int most,
    Deadline deadline,
    Trace trace,
    CompletableFuture<Map<String, TensorValue>> answer)
    implements Work {

  @Override
  public Object group() {
    return key.isPresent() ? key.get() : this;
  }

  @Override
  public int rows() {
    return Math.max(1, BatchKey.rows(inputs));
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
  }

  @Override
  public void run(List<Work> together) {
    List<SignatureWork> works = together.stream().map(SignatureWork.class::cast).toList();
    int all = works.stream().mapToInt(Work::rows).sum();
    works.forEach(work -> work.trace.started(all));
    try {
      if (works.size() > 1) {
        runTogether(works);
      } else {
        answer.complete(runAlone());
      }
    } catch (Refusal | InputException e) {
      if (works.size() > 1) {
        // One of them may be the cause, which is nothing to the others.
        works.forEach(work -> work.run(List.of(work)));
      } else {
        answer.completeExceptionally(
            e instanceof Refusal ? e : Refusal.invalid("%s", e.getMessage()));
      }
    }
  }

  private void runTogether(List<SignatureWork> works) {
    Map<String, TensorValue> joined = new LinkedHashMap<>();
    for (String input : inputs.keySet()) {
      joined.put(
          input, TensorValue.joined(works.stream().map(work -> work.inputs.get(input)).toList()));
    }
    Map<String, TensorValue> found = run(joined);
    int rows = works.stream().mapToInt(Work::rows).sum();
    if (found.values().stream().anyMatch(value -> value.rank() == 0 || value.size(0) != rows)) {
      lease.version().runsAlone(runner);
      works.forEach(work -> work.run(List.of(work)));
      return;
    }
    int from = 0;
    for (SignatureWork work : works) {
      Map<String, TensorValue> own = new LinkedHashMap<>();
      int begin = from;
      int end = from + work.rows();
      found.forEach((name, value) -> own.put(name, value.rows(begin, end)));
      from = end;
      work.answer.complete(own);
    }
  }

  private Map<String, TensorValue> runAlone() {
    int rows = rows();
    if (key.isEmpty() || rows <= most) {
      return run(inputs);
    }
    List<Map<String, TensorValue>> parts = new ArrayList<>();
    for (int from = 0; from < rows; from += most) {
      int begin = from;
      int end = Math.min(rows, from + most);
      Map<String, TensorValue> part = new LinkedHashMap<>();
      inputs.forEach((name, value) -> part.put(name, value.rows(begin, end)));
      parts.add(run(part));
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
