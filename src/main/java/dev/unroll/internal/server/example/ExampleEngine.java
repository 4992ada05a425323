package dev.unroll.internal.server.example;

import com.google.common.collect.Iterables;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.unroll.internal.server.model.Leases;
import dev.unroll.internal.server.model.ModelVersion;
import dev.unroll.internal.server.request.Deadline;
import dev.unroll.internal.server.request.ElementType;
import dev.unroll.internal.server.request.ModelAnswer;
import dev.unroll.internal.server.request.ModelName;
import dev.unroll.internal.server.request.ModelRequest;
import dev.unroll.internal.server.request.Refusal;
import dev.unroll.internal.server.request.TensorValue;
import dev.unroll.internal.server.run.Engine;
import dev.unroll.load.SignatureRunner;
import dev.unroll.model.Endpoints;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.tensorflow.proto.Example;

/** Answers requests of examples: to classify them, and to predict a number for each. */
public final class ExampleEngine {

  private static final String SCORES = "scores";
  private static final String OUTPUTS = "outputs";

  private final Leases models;
  private final Engine engine;

  public ExampleEngine(Leases models, Engine engine) {
    this.models = models;
    this.engine = engine;
  }

  /**
   * A class of an example.
   *
   * @param label its name; empty where the model tells none
   * @param score such as its probability; 0 where the model tells none
   */
  public record Scored(String label, float score) {}

  /**
   * What examples were found to be.
   *
   * @param answer that it was read from
   * @param classes of each example
   */
  public record Classified(ModelAnswer answer, List<List<Scored>> classes) {}

  /**
   * What was predicted of examples.
   *
   * @param answer that it was read from
   * @param values one of each example
   */
  public record Regressed(ModelAnswer answer, List<Float> values) {}

  /** Joins each example with what all of them have in common, as serialised messages are. */
  public static List<Example> joined(List<Example> examples, Optional<Example> context) {
    if (context.isEmpty()) {
      return examples;
    }
    List<Example> joined = new ArrayList<>();
    for (Example example : examples) {
      try {
        joined.add(
            Example.newBuilder().mergeFrom(context.get()).mergeFrom(example.toByteArray()).build());
      } catch (InvalidProtocolBufferException e) {
        throw new AssertionError(e);
      }
    }
    return joined;
  }

  /** Classifies examples. */
  public CompletableFuture<Classified> classify(
      ModelName model, Optional<String> signature, List<Example> examples, Deadline deadline) {
    return asked(models.lease(model), lease -> classify(lease, signature, examples, deadline));
  }

  private interface Asking<T> {
    CompletableFuture<T> ask(ModelVersion.Lease lease);
  }

  /** Gives the lease back where nothing was asked. */
  private static <T> CompletableFuture<T> asked(ModelVersion.Lease lease, Asking<T> asking) {
    boolean asked = false;
    try {
      CompletableFuture<T> answer = asking.ask(lease);
      asked = true;
      return answer;
    } finally {
      if (!asked) {
        lease.close();
      }
    }
  }

  private CompletableFuture<Classified> classify(
      ModelVersion.Lease lease,
      Optional<String> signature,
      List<Example> examples,
      Deadline deadline) {
    ModelVersion version = lease.version();
    SignatureRunner runner = version.signature(signature.orElse(Engine.DEFAULT_SIGNATURE));
    Optional<List<String>> names = Examples.classNames(version);
    List<String> outputs = new ArrayList<>();
    boolean ours =
        names.isPresent() && runner.signature().outputs().containsKey(Endpoints.PROBABILITIES);
    if (!ours) {
      engine.checkMethod(runner, "classification", Set.of(Engine.CLASSIFY));
    }
    if (ours) {
      outputs.add(Endpoints.PROBABILITIES);
    } else {
      for (String output : List.of(Endpoints.CLASSES, SCORES)) {
        if (runner.signature().outputs().containsKey(output)) {
          outputs.add(output);
        }
      }
    }
    if (outputs.isEmpty()) {
      throw Refusal.invalid(
          "Expected classification signature outputs to contain at least one of \"classes\" and"
              + " \"scores\". Signature outputs: %s",
          runner.signature().outputs().keySet());
    }
    return ask(lease, runner, outputs, examples, deadline)
        .thenApply(
            answer ->
                new Classified(
                    answer,
                    ours
                        ? byNames(names.get(), answer, examples.size())
                        : byOutputs(answer, examples.size())));
  }

  private CompletableFuture<ModelAnswer> ask(
      ModelVersion.Lease lease,
      SignatureRunner runner,
      List<String> outputs,
      List<Example> examples,
      Deadline deadline) {
    ModelVersion version = lease.version();
    Map<String, TensorValue> inputs = Examples.inputs(version, runner, examples);
    return engine.answer(
        lease,
        new ModelRequest(
            new ModelName(version.model(), Optional.of(version.number()), Optional.empty()),
            Optional.of(runner.name()),
            inputs,
            outputs,
            deadline));
  }

  private static List<List<Scored>> byNames(List<String> names, ModelAnswer answer, int rows) {
    TensorValue scores = checked(answer, Endpoints.PROBABILITIES, ElementType.FLOAT, rows);
    ByteBuffer numbers = scores.numbers();
    List<List<Scored>> all = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      List<Scored> classes = new ArrayList<>();
      names.forEach(name -> classes.add(new Scored(name, numbers.getFloat())));
      all.add(classes);
    }
    return all;
  }

  private static List<List<Scored>> byOutputs(ModelAnswer answer, int rows) {
    Optional<TensorValue> labels =
        answer.outputs().containsKey(Endpoints.CLASSES)
            ? Optional.of(checked(answer, Endpoints.CLASSES, ElementType.STRING, rows))
            : Optional.empty();
    Optional<TensorValue> scores =
        answer.outputs().containsKey(SCORES)
            ? Optional.of(checked(answer, SCORES, ElementType.FLOAT, rows))
            : Optional.empty();
    long each = labels.or(() -> scores).orElseThrow().size(1);
    if (labels.isPresent() && scores.isPresent() && scores.get().size(1) != each) {
      throw Refusal.invalid(
          "Tensors class and score should match in number: %d and %d", each, scores.get().size(1));
    }
    List<List<Scored>> all = new ArrayList<>();
    ByteBuffer numbers = scores.map(TensorValue::numbers).orElse(null);
    int next = 0;
    for (int row = 0; row < rows; row++) {
      List<Scored> classes = new ArrayList<>();
      for (int i = 0; i < each; i++) {
        String label =
            labels.isPresent()
                ? new String(labels.get().strings().get(next++), StandardCharsets.UTF_8)
                : "";
        classes.add(new Scored(label, numbers == null ? 0 : numbers.getFloat()));
      }
      all.add(classes);
    }
    return all;
  }

  private static TensorValue checked(
      ModelAnswer answer, String output, ElementType type, int rows) {
    TensorValue value = answer.outputs().get(output);
    if (value.type() != type || value.rank() != 2 || value.size(0) != rows) {
      throw Refusal.invalid(
          "output '%s': expected %s [%d, classes], the model gave %s",
          output, type.label(), rows, value.describe());
    }
    return value;
  }

  /** Predicts a number for each of some examples. */
  public CompletableFuture<Regressed> regress(
      ModelName model, Optional<String> signature, List<Example> examples, Deadline deadline) {
    return asked(models.lease(model), lease -> regress(lease, signature, examples, deadline));
  }

  private CompletableFuture<Regressed> regress(
      ModelVersion.Lease lease,
      Optional<String> signature,
      List<Example> examples,
      Deadline deadline) {
    ModelVersion version = lease.version();
    SignatureRunner runner = version.signature(signature.orElse(Engine.DEFAULT_SIGNATURE));
    boolean ours =
        version.card().isPresent()
            && runner.signature().outputs().containsKey(Endpoints.PREDICTIONS);
    if (!ours) {
      engine.checkMethod(runner, "regression", Set.of(Engine.REGRESS));
    }
    String output = ours ? Endpoints.PREDICTIONS : OUTPUTS;
    if (!runner.signature().outputs().containsKey(output)) {
      throw Refusal.invalid(
          "Expected regression signature outputs to contain \"outputs\". Signature outputs: %s",
          runner.signature().outputs().keySet());
    }
    return ask(lease, runner, List.of(output), examples, deadline)
        .thenApply(answer -> new Regressed(answer, values(answer, examples.size())));
  }

  private static List<Float> values(ModelAnswer answer, int rows) {
    TensorValue value = Iterables.getOnlyElement(answer.outputs().values());
    boolean fits =
        value.type() == ElementType.FLOAT
            && value.elements() == rows
            && value.rank() >= 1
            && value.rank() <= 2
            && value.size(0) == rows;
    if (!fits) {
      throw Refusal.invalid(
          "Expected output Tensor shape to be either [%d] or [%d, 1], the model gave %s; ask it by"
              + " :predict",
          rows, rows, value.describe());
    }
    ByteBuffer numbers = value.numbers();
    List<Float> values = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      values.add(numbers.getFloat());
    }
    return values;
  }
}
