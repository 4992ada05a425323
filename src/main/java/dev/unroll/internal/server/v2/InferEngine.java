package dev.unroll.internal.server.v2;

import com.google.common.collect.Iterables;
import dev.unroll.data.Target;
import dev.unroll.internal.server.request.Deadline;
import dev.unroll.internal.server.request.ElementType;
import dev.unroll.internal.server.request.ModelName;
import dev.unroll.internal.server.request.ModelRequest;
import dev.unroll.internal.server.request.Refusal;
import dev.unroll.internal.server.request.TensorValue;
import dev.unroll.internal.server.run.Engine;
import dev.unroll.internal.server.run.Statistics;
import dev.unroll.internal.server.session.StepAnswer;
import dev.unroll.internal.server.session.StepEngine;
import dev.unroll.internal.server.session.StepRequest;
import dev.unroll.model.Endpoints;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Answers requests of the Open Inference Protocol: by a signature, or, where they belong to a
 * sequence ({@code sequence_id}, {@code sequence_start}, {@code sequence_end}), step by step.
 */
public final class InferEngine {

  private static final String SEQUENCE = "sequence_id";
  private static final String START = "sequence_start";
  private static final String END = "sequence_end";

  /** Steps of the sequence up to now, as an answer tells them. */
  private static final String TAKEN = "taken";

  /** Microseconds for an answer. */
  private static final String TIMEOUT = "timeout";

  private static final String SIGNATURE = "signature_name";

  private final Engine engine;
  private final StepEngine steps;

  public InferEngine(Engine engine, StepEngine steps) {
    this.engine = engine;
    this.steps = steps;
  }

  /** What was run, by model and version. */
  public Statistics statistics() {
    return engine.statistics();
  }

  /**
   * Looks whether a request would be let in now, before time is spent to read it.
   *
   * @throws Refusal as {@link Engine#admit} does
   */
  public void admit(ModelName model, Deadline deadline) {
    engine.admit(model, deadline);
  }

  /**
   * Answers a request, later.
   *
   * @return fails with a {@link Refusal}
   */
  public CompletableFuture<InferAnswer> infer(InferRequest request) {
    // Zero and nothing stand for no sequence.
    Optional<String> sequence =
        Parameter.text(request.parameters(), SEQUENCE)
            .filter(id -> !id.isEmpty() && !id.equals("0"));
    if (sequence.isPresent()) {
      return step(request, sequence.get());
    }
    return engine
        .answer(
            new ModelRequest(
                request.model(),
                Parameter.text(request.parameters(), SIGNATURE),
                request.inputs(),
                request.outputs(),
                deadline(request)))
        .thenApply(
            answer ->
                new InferAnswer(
                    answer.name(), answer.version(), request.id(), Map.of(), answer.outputs()));
  }

  /** That of the request, or sooner where it has a parameter that says so. */
  private static Deadline deadline(InferRequest request) {
    Optional<Long> timeout =
        Parameter.whole(request.parameters(), TIMEOUT).filter(micros -> micros > 0);
    if (timeout.isEmpty()) {
      return request.deadline();
    }
    return request.deadline().atMost(Duration.of(timeout.get(), ChronoUnit.MICROS));
  }

  private CompletableFuture<InferAnswer> step(InferRequest request, String sequence) {
    if (request.inputs().size() != 1 || !request.inputs().containsKey(Endpoints.INPUTS)) {
      throw Refusal.invalid(
          "a request of a sequence has the one input '%s' [1, steps, features], found %s",
          Endpoints.INPUTS, request.inputs().keySet());
    }
    TensorValue input = Iterables.getOnlyElement(request.inputs().values());
    boolean fits =
        input.type() == ElementType.FLOAT
            && (input.rank() == 2 || input.rank() == 3)
            && input.size(0) == 1;
    if (!fits) {
      throw Refusal.invalid(
          "a request of a sequence has one row: expected '%s' as FP32 [1, features] or [1, steps,"
              + " features], got %s",
          Endpoints.INPUTS, input.describe());
    }
    float[] values = new float[(int) input.elements()];
    input.numbers().asFloatBuffer().get(values);
    ModelName model = request.model();
    return steps
        .step(
            new StepRequest(
                model,
                Optional.of(sequence),
                Parameter.truth(request.parameters(), START),
                Parameter.truth(request.parameters(), END),
                Optional.empty(),
                false,
                input.rank() == 2 ? 1 : (int) input.size(1),
                values,
                deadline(request)))
        .thenApply(answer -> answer(request, answer));
  }

  private static InferAnswer answer(InferRequest request, StepAnswer answer) {
    Target target = answer.target();
    String name = target.isClasses() ? Endpoints.PROBABILITIES : Endpoints.PREDICTIONS;
    List<String> wanted = request.outputs();
    if (!wanted.isEmpty() && !wanted.equals(List.of(name))) {
      throw Refusal.invalid("a request of a sequence gives the output '%s'", name);
    }
    int each = answer.outputs().length / answer.steps();
    float[] last = new float[each];
    System.arraycopy(answer.outputs(), answer.outputs().length - each, last, 0, each);
    TensorValue value =
        target.perStep()
            ? TensorValue.ofFloats(answer.outputs(), 1, answer.steps(), each)
            : TensorValue.ofFloats(last, 1, each);
    return new InferAnswer(
        answer.model(),
        answer.version(),
        request.id(),
        Map.of(TAKEN, answer.taken()),
        Map.of(name, value));
  }
}
