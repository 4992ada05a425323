package dev.unroll.convert.keras;

import static dev.unroll.check.Check.that;

import dev.unroll.check.InputException;
import dev.unroll.convert.network.Module;
import dev.unroll.data.Normalizer;
import dev.unroll.layer.Flatten;
import dev.unroll.layer.Fold;
import dev.unroll.layer.Join;
import dev.unroll.layer.Layer;
import dev.unroll.layer.Parallel;
import dev.unroll.layer.Readout;
import dev.unroll.layer.Reshape;
import dev.unroll.layer.Residual;
import dev.unroll.layer.TimeDistributed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Goes through layers of a Keras model, one after the other, and makes ours of them. */
final class KerasSeries {

  /** Keras' layers that are there for training alone. */
  private static final Set<String> PASSED =
      Set.of(
          "GaussianNoise", "GaussianDropout", "AlphaDropout", "ActivityRegularization", "Identity");

  private static final Map<String, Join> JOINS =
      Map.of(
          "Concatenate", Join.CONCATENATE,
          "Add", Join.SUM,
          "Subtract", Join.DIFFERENCE,
          "Multiply", Join.PRODUCT,
          "Average", Join.AVERAGE,
          "Maximum", Join.MAXIMUM,
          "Minimum", Join.MINIMUM);

  private final String file;
  private final KerasWeights weights;
  private final KerasLayers plain;
  private final int features;
  private final boolean inBranch;
  private final List<Layer> layers = new ArrayList<>();
  private final List<Module> modules = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();
  private Optional<Normalizer> normalizer = Optional.empty();
  private KerasValue value;

  private KerasSeries(
      String file, KerasWeights weights, int features, KerasValue input, boolean inBranch) {
    this.file = file;
    this.weights = weights;
    this.plain = new KerasLayers(weights);
    this.features = features;
    this.value = input;
    this.inBranch = inBranch;
  }

  /**
   * A series without a layer.
   *
   * @param features of a step of the inputs
   */
  KerasSeries(String file, KerasWeights weights, int features, KerasValue input) {
    this(file, weights, features, input, false);
  }

  List<Layer> layers() {
    return layers;
  }

  List<Module> modules() {
    return modules;
  }

  List<String> lines() {
    return lines;
  }

  Optional<Normalizer> normalizer() {
    return normalizer;
  }

  /** What comes out of it. */
  KerasValue value() {
    return value;
  }

  /** Whether the features that it gives depend on the number of steps. */
  boolean joinsSteps() {
    return joinsSteps(layers);
  }

  private static boolean joinsSteps(List<Layer> layers) {
    return layers.stream()
        .anyMatch(
            layer ->
                layer instanceof Flatten
                    || layer instanceof Reshape
                    || (!(layer instanceof TimeDistributed) && joinsSteps(layer.children())));
  }

  /** Adds a layer or branches. */
  void add(KerasNode node) {
    if (node instanceof KerasLayer layer) {
      named(layer, () -> add(layer));
    } else if (node instanceof KerasBranches branches) {
      named(branches.join(), () -> add(branches));
    }
  }

  /** What our layers refuse of the settings is said with the layer that has them. */
  private void named(KerasLayer layer, Runnable conversion) {
    try {
      conversion.run();
    } catch (InputException e) {
      if (e.getMessage().startsWith(file)) {
        throw e;
      }
      throw new InputException(layer.who() + ": " + e.getMessage(), e);
    }
  }

  private void add(KerasLayer layer) {
    if (isPassed(layer)) {
      layer.requireUsual();
      lines.add(layer.line("passed over: does nothing when predicting"));
      return;
    }
    if (layer.type().equals("Normalization")) {
      layer.require(layers.isEmpty() && !inBranch, "it must be the first layer");
      normalizer = Optional.of(KerasNormalization.read(layer, weights, features, value));
      lines.add(layer.line("normalizer"));
      return;
    }
    if (KerasCells.TYPES.contains(layer.type()) || layer.type().equals("Bidirectional")) {
      addRecurrent(layer);
      return;
    }
    boolean inside = layer.type().equals("TimeDistributed");
    KerasLayers.Converted made = plain.convert(layer.unwrapped(), layer, inside, value);
    made.module().ifPresent(modules::add);
    lines.add(layer.line((inside ? "time-distributed " : "") + made.layers().get(0).label()));
    if (inside) {
      made.layers().forEach(this::distribute);
    } else {
      layers.addAll(made.layers());
    }
    value = made.value();
  }

  /** Whether nothing is left of a layer when predicting. */
  static boolean isPassed(KerasLayer layer) {
    KerasLayer inner = layer.unwrapped();
    return PASSED.contains(inner.type())
        || (inner.type().equals("Activation") && inner.function("activation").equals("linear"));
  }

  private void addRecurrent(KerasLayer layer) {
    boolean both = layer.type().equals("Bidirectional");
    KerasCells.Converted made =
        both ? KerasCells.bidirectional(layer, weights) : KerasCells.forward(layer, weights);
    boolean sequences = (both ? layer.inner("layer") : layer).flag("return_sequences", false);
    layer.require(value == KerasValue.STEPS, "expected [batch, steps, features] before it");
    layers.add(made.layer());
    modules.add(made.module());
    String readout = "";
    if (!sequences) {
      Readout.Take take = both ? Readout.Take.BOTH_ENDS : Readout.Take.LAST;
      layers.add(new Readout(take));
      readout = both ? ", readout both-ends" : ", readout last";
      value = KerasValue.VECTOR;
    }
    made.merge().ifPresent(join -> layers.add(new Fold(join, 2)));
    lines.add(layer.line("recurrent" + readout + (made.merge().isPresent() ? ", fold" : "")));
  }

  /** Adds to the layers at every step, or begins them. */
  private void distribute(Layer layer) {
    int last = layers.size() - 1;
    if (last >= 0 && layers.get(last) instanceof TimeDistributed before) {
      List<Layer> more = new ArrayList<>(before.layers());
      more.add(layer);
      layers.set(last, new TimeDistributed(more));
    } else {
      layers.add(new TimeDistributed(layer));
    }
  }

  private void add(KerasBranches node) {
    KerasLayer layer = node.join();
    layer.requireUsual();
    Join join = JOINS.get(layer.type());
    List<List<Layer>> branches = new ArrayList<>();
    KerasValue joined = null;
    for (List<KerasNode> branch : node.branches()) {
      KerasSeries series = new KerasSeries(file, weights, features, value, true);
      branch.forEach(series::add);
      branches.add(series.layers);
      modules.addAll(series.modules);
      lines.addAll(series.lines);
      layer.require(joined == null || joined == series.value, "its branches give different shapes");
      joined = series.value;
    }
    value = joined;
    layer.require(
        value != KerasValue.FRAMES, "it joins images at every step, which has no counterpart");
    if (join == Join.CONCATENATE) {
      KerasLayers.requireLastAxis(layer, value.rank(false));
    }
    layer.require(branches.size() > 1, "expected two values or more");
    layers.add(joined(join, branches));
    lines.add(
        layer.line(layers.get(layers.size() - 1).label() + " of " + branches.size() + " branches"));
  }

  /** A sum of two of which one at least has layers is a residual block. */
  private static Layer joined(Join join, List<List<Layer>> branches) {
    if (join == Join.SUM && branches.size() == 2) {
      List<Layer> first = branches.get(0);
      List<Layer> second = branches.get(1);
      if (!first.isEmpty() && second.isEmpty()) {
        return new Residual(first, second);
      }
      if (first.isEmpty() && !second.isEmpty()) {
        return new Residual(second, first);
      }
    }
    that(!branches.isEmpty(), "expected branches, got none");
    return new Parallel(branches, join);
  }
}
