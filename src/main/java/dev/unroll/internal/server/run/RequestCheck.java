package dev.unroll.internal.server.run;

import static dev.unroll.check.Check.didYouMean;

import dev.unroll.inspect.Signature;
import dev.unroll.inspect.TensorSpec;
import dev.unroll.internal.server.request.Refusal;
import dev.unroll.internal.server.request.TensorValue;
import dev.unroll.load.SignatureRunner;
import dev.unroll.model.Endpoints;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Holds what a client sends to what a signature takes, in words for the client. */
final class RequestCheck {

  private RequestCheck() {}

  /**
   * The outputs that are to be computed.
   *
   * @param wanted by their names; none for all
   * @throws Refusal where there is none of a name, or it is asked for twice
   */
  static List<String> outputs(SignatureRunner runner, List<String> wanted) {
    Signature signature = runner.signature();
    if (wanted.isEmpty()) {
      return List.copyOf(signature.outputs().keySet());
    }
    Set<String> seen = new TreeSet<>();
    for (String output : wanted) {
      if (!signature.outputs().containsKey(output)) {
        throw Refusal.invalid(
            "output tensor alias not found in signature: %s; signature '%s' gives %s%s",
            output,
            runner.name(),
            signature.outputs().keySet(),
            didYouMean(output, signature.outputs().keySet()));
      }
      if (!seen.add(output)) {
        throw Refusal.invalid("duplicate output tensor alias: %s", output);
      }
    }
    return wanted;
  }

  /**
   * Refuses inputs that the signature does not take.
   *
   * @param outputs that are to be computed from them
   */
  static void inputs(
      SignatureRunner runner, Map<String, TensorValue> inputs, List<String> outputs) {
    Signature signature = runner.signature();
    for (String name : inputs.keySet()) {
      if (!signature.inputs().containsKey(name)) {
        throw Refusal.invalid(
            "input tensor alias not found in signature: %s; signature '%s' takes %s%s",
            name,
            runner.name(),
            signature.inputs().keySet(),
            didYouMean(name, signature.inputs().keySet()));
      }
    }
    for (String name : runner.needed(outputs)) {
      if (!inputs.containsKey(name)) {
        throw Refusal.invalid(
            "signature '%s' also needs the input '%s': %s",
            runner.name(), name, signature.inputs().get(name).describe());
      }
    }
    inputs.forEach((name, value) -> input(runner, name, signature.inputs().get(name), value));
  }

  private static void input(
      SignatureRunner runner, String name, TensorSpec expected, TensorValue value) {
    boolean fits =
        expected.type().equals(value.type().label()) && expected.mayHaveRank(value.rank());
    for (int i = 0; fits && i < value.rank(); i++) {
      fits = expected.size(i) < 0 || expected.size(i) == value.size(i);
    }
    if (!fits) {
      throw Refusal.invalid(
          "input '%s' of signature '%s': expected %s, got %s",
          name, runner.name(), expected.describe(), value.describe());
    }
  }

  /**
   * Refuses lengths that are not those of the sequences beside them: the model would answer all the
   * same.
   *
   * @param inputs of a model of Unroll's that takes sequences of any length
   */
  static void lengths(Map<String, TensorValue> inputs) {
    TensorValue sequences = inputs.get(Endpoints.INPUTS);
    TensorValue lengths = inputs.get(Endpoints.LENGTHS);
    if (sequences == null || lengths == null) {
      return;
    }
    if (lengths.size(0) != sequences.size(0)) {
      throw Refusal.invalid(
          "input '%s': expected a length for each of the %d rows of '%s', got %d",
          Endpoints.LENGTHS, sequences.size(0), Endpoints.INPUTS, lengths.size(0));
    }
    ByteBuffer numbers = lengths.numbers();
    for (int row = 0; row < lengths.size(0); row++) {
      int length = numbers.getInt();
      if (length < 1 || length > sequences.size(1)) {
        throw Refusal.invalid(
            "input '%s', row %d: expected 1 to %d, the steps of '%s', got %d",
            Endpoints.LENGTHS, row, sequences.size(1), Endpoints.INPUTS, length);
      }
    }
  }
}
