package dev.unroll.load;

import static dev.unroll.check.Check.didYouMean;
import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.check.Choice;
import dev.unroll.inspect.Signature;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the inputs of a model beside its sequences are given: what a user says, or what their names
 * say.
 */
record Feeds(Path model, GraphTensors tensors, Signature signature, NamedTensor output) {

  /**
   * What a user says.
   *
   * @throws dev.unroll.check.InputException where there is no such input, the output does not
   *     depend on it, or it does not take such values
   */
  List<FedTensor> given(Map<String, List<Double>> values) {
    List<FedTensor> given = new ArrayList<>();
    values.forEach((name, numbers) -> given.add(FedTensor.given(tensor(name), numbers)));
    return given;
  }

  private NamedTensor tensor(String name) {
    List<NamedTensor> placeholders = tensors.placeholders(output.graphName());
    Set<String> names = new TreeSet<>();
    for (NamedTensor placeholder : placeholders) {
      NamedTensor named = inSignature(placeholder);
      names.add(named.name());
      if (name.equals(named.name())
          || GraphTensors.operation(name).equals(GraphTensors.operation(named.graphName()))) {
        return named;
      }
    }
    throw failure(
        "%s: the output %s depends on no input '%s'; it does on %s%s; choose another %s",
        model, output.describe(), name, names, didYouMean(name, names), Choice.FEED);
  }

  private NamedTensor inSignature(NamedTensor placeholder) {
    return signature.inputs().entrySet().stream()
        .filter(
            e ->
                GraphTensors.operation(e.getValue().name())
                    .equals(GraphTensors.operation(placeholder.graphName())))
        .map(e -> new NamedTensor(e.getKey(), e.getValue()))
        .map(tensors::resolved)
        .findFirst()
        .orElse(placeholder);
  }

  /**
   * All that is fed beside the sequences.
   *
   * @param given what a user says
   * @param sequences what takes them and their lengths
   * @throws dev.unroll.check.InputException where nothing tells what an input is to be given
   */
  List<FedTensor> all(List<FedTensor> given, List<NamedTensor> sequences) {
    List<FedTensor> all = new ArrayList<>(given);
    List<String> fed = new ArrayList<>();
    sequences.forEach(tensor -> fed.add(tensor.graphName()));
    given.forEach(one -> fed.add(one.tensor().graphName()));
    Set<String> needed = tensors.needed(List.of(output.graphName()), fed);
    for (NamedTensor placeholder : tensors.placeholders(output.graphName())) {
      boolean told =
          fed.stream()
              .anyMatch(
                  name ->
                      GraphTensors.operation(name)
                          .equals(GraphTensors.operation(placeholder.graphName())));
      if (!told) {
        NamedTensor named = inSignature(placeholder);
        Optional<FedTensor> byName =
            FedTensor.byName(named).or(() -> FedTensor.byName(placeholder));
        that(
            byName.isPresent() || !needed.contains(GraphTensors.operation(placeholder.graphName())),
            "%s: the model also needs '%s', which has no default value; give it a %s, or choose"
                + " another %s",
            model,
            named.describe(),
            Choice.FEED,
            Choice.OUTPUT_TENSOR);
        byName.ifPresent(all::add);
      }
    }
    return all;
  }
}
