package dev.unroll.convert.tensorflow1;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.convert.arrays.Array;
import dev.unroll.graph.CheckpointReader;
import dev.unroll.graph.Variable;
import dev.unroll.model.InferenceGraph;
import dev.unroll.model.ModelSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds for each variable of a model the one of a checkpoint. */
final class TensorFlow1Match {

  private static final String OUTPUT_KERNEL = "Variable";
  private static final String OUTPUT_BIAS = "Variable_1";

  private final String who;
  private final CheckpointReader reader;
  private final TensorFlow1Names names;
  private final CellScopes cells;

  TensorFlow1Match(String who, CheckpointReader reader, TensorFlow1Names names, CellScopes cells) {
    this.who = who;
    this.reader = reader;
    this.names = names;
    this.cells = cells;
  }

  /**
   * The checkpoint's names by ours.
   *
   * @throws dev.unroll.check.InputException where one is missing, left over or of another shape
   */
  Map<String, String> of(ModelSpec spec) {
    List<Variable> ours;
    try (InferenceGraph graph = new InferenceGraph(spec)) {
      ours = graph.variables();
    }
    Map<String, String> found = new LinkedHashMap<>();
    List<String> left = new ArrayList<>(names.model());
    Map<String, String> theirCells = cells.byKey();
    CellScopes.of(who, ours.stream().map(Variable::name).toList())
        .byKey()
        .forEach(
            (key, name) -> {
              if (theirCells.containsKey(key)) {
                take(found, left, name, theirCells.get(key));
              }
            });
    for (Variable variable : ours) {
      if (!found.containsKey(variable.name())) {
        byName(left, variable.name()).ifPresent(name -> take(found, left, variable.name(), name));
      }
    }
    if (!found.containsKey(OUTPUT_KERNEL) && !found.containsKey(OUTPUT_BIAS)) {
      TensorFlow1Output.of(reader, left)
          .ifPresent(
              output -> {
                take(found, left, OUTPUT_KERNEL, output.kernel());
                take(found, left, OUTPUT_BIAS, output.bias());
              });
    }
    for (Variable variable : ours) {
      check(variable, found.get(variable.name()), left);
    }
    that(
        left.isEmpty(),
        "%s: the model has no variables for %s of the checkpoint; is it another model?",
        who,
        Array.list(left));
    return found;
  }

  private static void take(
      Map<String, String> found, List<String> left, String ours, String theirs) {
    found.put(ours, theirs);
    left.remove(theirs);
  }

  /** The same name, a scope before it allowed where no other variable ends like that. */
  private static Optional<String> byName(List<String> left, String name) {
    if (left.contains(name)) {
      return Optional.of(name);
    }
    List<String> ending = left.stream().filter(n -> n.endsWith("/" + name)).toList();
    return ending.size() == 1 ? Optional.of(ending.get(0)) : Optional.empty();
  }

  private void check(Variable variable, String name, List<String> left) {
    if (name == null) {
      throw failure(
          "%s: the model's variable '%s' %s has no counterpart; the checkpoint has left %s",
          who,
          variable.name(),
          Arrays.toString(variable.shape().asArray()),
          left.isEmpty() ? "none" : Array.list(left));
    }
    long[] expected = variable.shape().asArray();
    long[] shape = reader.shape(name);
    that(
        Arrays.equals(expected, shape),
        "%s: variable '%s': expected shape %s of the model's '%s', found %s",
        who,
        name,
        Arrays.toString(expected),
        variable.name(),
        Arrays.toString(shape));
    for (String slot : names.slots().getOrDefault(name, Map.of()).values()) {
      that(
          Arrays.equals(expected, reader.shape(slot)),
          "%s: slot '%s': expected shape %s, found %s",
          who,
          slot,
          Arrays.toString(expected),
          Arrays.toString(reader.shape(slot)));
    }
  }
}
