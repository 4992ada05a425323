package dev.unroll.load;

import static dev.unroll.check.Check.didYouMean;
import static dev.unroll.check.Check.that;

import dev.unroll.inspect.Signature;
import dev.unroll.inspect.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.Tensor;

/** Checks of what a signature is given. */
record SignatureInputs(LoadedModel model, String name, Signature signature) {

  void check(Map<String, ? extends Tensor> inputs) {
    for (String given : inputs.keySet()) {
      that(
          signature.inputs().containsKey(given),
          "%s: signature '%s' has no input '%s'; it takes %s%s",
          model.path(),
          name,
          given,
          signature.inputs().keySet(),
          didYouMean(given, signature.inputs().keySet()));
    }
    inputs.forEach((input, tensor) -> check(input, signature.inputs().get(input), tensor));
    List<String> fed = new ArrayList<>();
    inputs.keySet().forEach(input -> fed.add(signature.inputs().get(input).name()));
    List<String> outputs = signature.outputs().values().stream().map(TensorSpec::name).toList();
    Set<String> needed = new GraphTensors(model).needed(outputs, fed);
    List<String> missing =
        signature.inputs().entrySet().stream()
            .filter(e -> needed.contains(GraphTensors.operation(e.getValue().name())))
            .map(e -> e.getKey() + ": " + e.getValue().describe())
            .toList();
    that(
        missing.isEmpty(),
        "%s: signature '%s' also needs %s",
        model.path(),
        name,
        String.join("; ", missing));
  }

  private void check(String input, TensorSpec expected, Tensor tensor) {
    String type = TensorSpec.label(tensor.dataType());
    long[] sizes = tensor.shape().asArray();
    boolean fits = type.equals(expected.type()) && expected.mayHaveRank(sizes.length);
    for (int i = 0; fits && i < sizes.length; i++) {
      fits = expected.size(i) < 0 || expected.size(i) == sizes[i];
    }
    that(
        fits,
        "%s: signature '%s', input '%s': expected %s, got %s %s",
        model.path(),
        name,
        input,
        expected.describe(),
        type,
        Arrays.toString(sizes));
  }
}
