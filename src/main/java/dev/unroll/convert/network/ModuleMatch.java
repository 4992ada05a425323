package dev.unroll.convert.network;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import com.google.common.collect.Lists;
import dev.unroll.check.InputException;
import dev.unroll.convert.arrays.Array;
import dev.unroll.convert.network.Module.Kind;
import dev.unroll.graph.GraphScope;
import dev.unroll.graph.Variable;
import dev.unroll.graph.Weights;
import dev.unroll.layer.BasicLstm;
import dev.unroll.layer.Cell;
import dev.unroll.layer.CustomCell;
import dev.unroll.layer.CustomLayer;
import dev.unroll.layer.Layer;
import dev.unroll.layer.Lstm;
import dev.unroll.layer.Recurrent;
import dev.unroll.model.InferenceGraph;
import dev.unroll.model.ModelSpec;
import dev.unroll.settings.Kinds;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Gives the variables of a model the weights of another library's layers: the first recurrent layer
 * has those of the file's first, and so on, kind by kind; the output layer has those of the last
 * dense one.
 */
public final class ModuleMatch {

  /** The forget gate is the third of four. */
  private static final int FORGET = 2;

  private static final String UNROLLED = Layer.unrolled(Kind.RECURRENT.label());

  private final String file;
  private final Map<Kind, Deque<Module>> left = new EnumMap<>(Kind.class);
  private final Deque<Recurrent> recurrents = new ArrayDeque<>();

  /** Names of layers of others, which may be like ours. */
  private final Set<String> custom = new HashSet<>();

  private final Weights.Builder weights = new Weights.Builder();

  private ModuleMatch(String file, List<Module> modules) {
    this.file = file;
    for (Kind kind : Kind.values()) {
      left.put(kind, new ArrayDeque<>());
    }
    modules.forEach(module -> left.get(module.kind()).add(module));
  }

  /**
   * The variables of {@code spec}.
   *
   * @param file how messages name it
   * @throws dev.unroll.check.InputException where a layer has no counterpart, or one of another
   *     shape
   */
  public static Weights weights(String file, ModelSpec spec, List<Module> modules) {
    ModuleMatch match = new ModuleMatch(file, modules);
    match.collect(spec.layers());
    try (InferenceGraph graph = new InferenceGraph(spec)) {
      Module output = match.left.get(Kind.DENSE).pollLast();
      for (GraphScope.Part part : graph.parts()) {
        match.fill(part, output);
      }
    }
    match.checkNothingIsLeft();
    return match.weights.build();
  }

  private void collect(List<? extends Layer> layers) {
    for (Layer layer : layers) {
      if (layer instanceof Recurrent recurrent) {
        that(
            !(recurrent.cell() instanceof CustomCell),
            "%s: the recipe's cell '%s' is not one of Unroll's: no layer of the file is known to be its"
                + " counterpart",
            file,
            Kinds.label(recurrent.cell().getClass()));
        recurrents.add(recurrent);
      }
      if (layer instanceof CustomLayer) {
        custom.add(layer.label());
      }
      collect(layer.children());
    }
  }

  private void fill(GraphScope.Part part, Module output) {
    if (part.variables().isEmpty()) {
      return;
    }
    if (custom.contains(part.name())) {
      throw noCounterpart(part);
    }
    if (part.name().equals(Kind.RECURRENT.label()) || part.name().equals(UNROLLED)) {
      recurrent(recurrents.remove(), part.variables());
      return;
    }
    if (part.name().equals("output")) {
      if (output == null) {
        throw failure("%s: expected a dense output layer, found none", file);
      }
      put(output.name(), part.variables(), List.of("kernel", "bias"), output.units().get(0));
      return;
    }
    for (Kind kind : Kind.values()) {
      if (part.name().equals(kind.label())) {
        Module module = next(kind);
        put(module.name(), part.variables(), locals(part.variables()), module.units().get(0));
        return;
      }
    }
    throw noCounterpart(part);
  }

  private InputException noCounterpart(GraphScope.Part part) {
    return failure(
        "%s: the recipe's layer '%s' has variables, but no layer of the file is its counterpart",
        file, part.name());
  }

  private Module next(Kind kind) {
    Module module = left.get(kind).poll();
    if (module == null) {
      throw failure(
          "%s: the recipe has more layers of kind '%s' than the file; leave one out",
          file, kind.label());
    }
    return module;
  }

  private void recurrent(Recurrent layer, List<Variable> variables) {
    int directions = layer.bidirectional() ? 2 : 1;
    that(
        directions == 1 || layer.depth() == 1,
        "%s: the recipe's bidirectional layer of depth %d joins its directions once, at its end; the"
            + " file's layers do so one by one: write %d recurrent layers of depth 1",
        file,
        layer.depth(),
        layer.depth());
    List<List<Variable>> cells =
        Lists.partition(variables, variables.size() / (directions * layer.depth()));
    for (int depth = 0; depth < layer.depth(); depth++) {
      Module module = next(Kind.RECURRENT);
      that(
          module.units().size() == directions,
          "%s: layer '%s' runs %s, but the recipe's layer for it does not; change 'bidirectional'",
          file,
          module.name(),
          module.bidirectional() ? "in both directions" : "forward only");
      for (int direction = 0; direction < directions; direction++) {
        List<Variable> cell = cells.get(direction == 1 ? 1 : depth);
        put(
            module.name(),
            cell,
            cell.stream().map(v -> afterCell(v.name())).toList(),
            withoutForgetBias(layer.cell(), module.units().get(direction)));
      }
    }
  }

  private static String afterCell(String name) {
    return name.substring(name.lastIndexOf("_cell/") + "_cell/".length());
  }

  /** The last part of each variable's name. */
  private static List<String> locals(List<Variable> variables) {
    return variables.stream().map(v -> v.name().substring(v.name().lastIndexOf('/') + 1)).toList();
  }

  private static Map<String, Array> withoutForgetBias(Cell cell, Map<String, Array> weights) {
    double forgetBias =
        cell instanceof BasicLstm basic
            ? basic.forgetBias()
            : cell instanceof Lstm lstm ? lstm.forgetBias() : 0;
    if (forgetBias == 0 || !weights.containsKey("bias")) {
      return weights;
    }
    Map<String, Array> less = new LinkedHashMap<>(weights);
    less.put("bias", weights.get("bias").lessInBlock(FORGET, 4, forgetBias));
    return less;
  }

  private void put(
      String name, List<Variable> variables, List<String> locals, Map<String, Array> given) {
    that(
        given.keySet().equals(new TreeSet<>(locals)),
        "%s: layer '%s' is a layer with the weights %s, but the recipe's layer for it has %s%s",
        file,
        name,
        new TreeSet<>(given.keySet()),
        new TreeSet<>(locals),
        given.containsKey("candidate/hidden_projection/bias")
            ? "; it is a GRU whose reset gate comes after the product: use {type: gru, resetAfter:"
                + " true}"
            : "");
    for (int i = 0; i < variables.size(); i++) {
      Variable variable = variables.get(i);
      Array array = given.get(locals.get(i));
      long[] expected = variable.shape().asArray();
      that(
          array.is(expected),
          "%s: layer '%s': expected shape %s of its %s (our variable %s), found %s",
          file,
          name,
          Arrays.toString(expected),
          locals.get(i),
          variable.name(),
          array.shapeText());
      weights.put(variable.name(), expected, array.values());
    }
  }

  private void checkNothingIsLeft() {
    List<String> names = new ArrayList<>();
    left.values().forEach(some -> some.forEach(module -> names.add("'" + module.name() + "'")));
    that(
        names.isEmpty(),
        "%s: the recipe has no layer for %s of the file; add them",
        file,
        Array.list(names));
  }
}
