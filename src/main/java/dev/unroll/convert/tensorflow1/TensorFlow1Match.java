package dev.unroll.convert.tensorflow1;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import com.google.common.primitives.Longs;
import dev.unroll.check.Choice;
import dev.unroll.convert.arrays.Array;
import dev.unroll.graph.CheckpointReader;
import dev.unroll.graph.Variable;
import dev.unroll.model.Endpoints;
import dev.unroll.model.InferenceGraph;
import dev.unroll.model.ModelSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds for each variable of a model the one of a checkpoint. */
final class TensorFlow1Match {

  private static final String OUTPUT_KERNEL = Endpoints.OUTPUT_KERNEL;
  private static final String OUTPUT_BIAS = Endpoints.OUTPUT_BIAS;

  /** What TensorFlow 1 calls variables that nobody named. */
  private static final Pattern UNNAMED = Pattern.compile("(.*/)?Variable(_\\d{1,9})?");

  private final String who;
  private final CheckpointReader reader;
  private final TensorFlow1Names names;
  private final CellScopes cells;

  /** The checkpoint's names by ours, where somebody has said them. */
  private final Map<String, String> told;

  TensorFlow1Match(
      String who,
      CheckpointReader reader,
      TensorFlow1Names names,
      CellScopes cells,
      Map<String, String> told) {
    this.who = who;
    this.reader = reader;
    this.names = names;
    this.cells = cells;
    this.told = told;
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
    takeTold(ours, found, left);
    Map<String, String> theirCells = cells.byKey();
    CellScopes.of(who, ours.stream().map(Variable::name).toList())
        .byKey()
        .forEach(
            (key, name) -> {
              if (left.contains(theirCells.get(key)) && !found.containsKey(name)) {
                take(found, left, name, theirCells.get(key));
              }
            });
    // Two are the output layer's; the order of more tells nothing.
    List<String> unnamed = left.stream().filter(n -> UNNAMED.matcher(n).matches()).toList();
    boolean byShape = unnamed.size() > 2;
    List<String> named = new ArrayList<>(left);
    named.removeAll(byShape ? unnamed : List.of());
    for (Variable variable : ours) {
      if (!found.containsKey(variable.name())) {
        byName(named, variable.name())
            .ifPresent(
                name -> {
                  take(found, left, variable.name(), name);
                  named.remove(name);
                });
      }
    }
    if (byShape) {
      takeByShape(ours, found, left);
    } else if (!found.containsKey(OUTPUT_KERNEL) && !found.containsKey(OUTPUT_BIAS)) {
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

  private void takeTold(List<Variable> ours, Map<String, String> found, List<String> left) {
    List<String> known = ours.stream().map(Variable::name).toList();
    told.forEach(
        (name, theirs) -> {
          that(
              known.contains(name),
              "%s: the model has no variable '%s', which the %s says; it has %s",
              who,
              name,
              Choice.NAME,
              Array.list(known));
          that(
              left.contains(theirs),
              "%s: the checkpoint has no variable '%s' left, which the %s says; it has %s",
              who,
              theirs,
              Choice.NAME,
              Array.list(names.model()));
          take(found, left, name, theirs);
        });
  }

  /** What is the only one of its shape on both sides. */
  private void takeByShape(List<Variable> ours, Map<String, String> found, List<String> left) {
    Map<List<Long>, List<String>> missing = new LinkedHashMap<>();
    for (Variable variable : ours) {
      if (!found.containsKey(variable.name())) {
        missing
            .computeIfAbsent(Longs.asList(variable.shape().asArray()), s -> new ArrayList<>())
            .add(variable.name());
      }
    }
    missing.forEach(
        (shape, mine) -> {
          List<String> theirs =
              left.stream().filter(name -> Longs.asList(reader.shape(name)).equals(shape)).toList();
          that(
              mine.size() == 1 || theirs.isEmpty(),
              "%s: the variables %s of the checkpoint are of the shape %s, and so are %s of the model:"
                  + " which is which is not said; say it by the %s, such as %s=%s",
              who,
              Array.list(theirs),
              shape,
              Array.list(mine),
              Choice.NAME,
              mine.get(0),
              theirs.isEmpty() ? "" : theirs.get(0));
          if (theirs.size() == 1) {
            take(found, left, mine.get(0), theirs.get(0));
          }
        });
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
          "%s: the model's variable '%s' %s has no counterpart; the checkpoint has left %s; if one of them"
              + " is it, say so by the %s",
          who,
          variable.name(),
          Arrays.toString(variable.shape().asArray()),
          left.isEmpty() ? "none" : Array.list(left),
          Choice.NAME);
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
