package dev.unroll.convert.keras;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import com.google.common.base.Splitter;
import dev.unroll.check.Choice;
import dev.unroll.convert.arrays.Array;
import dev.unroll.convert.network.Cells;
import dev.unroll.convert.network.Module;
import dev.unroll.convert.network.Module.Kind;
import dev.unroll.convert.network.ModuleMatch;
import dev.unroll.convert.network.Network;
import dev.unroll.convert.network.Sizes;
import dev.unroll.convert.network.WeightSource;
import dev.unroll.graph.Weights;
import dev.unroll.internal.files.NaturalOrder;
import dev.unroll.layer.Layer;
import dev.unroll.model.ModelSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Keras' weights without the description of their model: those of Keras 3 in folders named by class
 * and number, those of Keras 2 by name and in their order. A recipe says the model; what a layer is
 * shows in its weights' shapes.
 */
final class KerasWeightsSource implements WeightSource {

  private static final String LAYERS = "layers";

  /** In Keras' GRU the update gate comes first. */
  private static final int RESET = 1;

  private final String file;
  private final List<Module> modules = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();

  /** The class of the layers of each kind: those of two classes have no order. */
  private final Map<Kind, String> classes = new HashMap<>();

  private KerasWeightsSource(String file) {
    this.file = file;
  }

  /** Reads the weights, of Keras 3 by folders or of Keras 2 by names in their order. */
  static KerasWeightsSource read(String file, Hdf5File hdf5) {
    KerasWeightsSource source = new KerasWeightsSource(file);
    if (hdf5.has(LAYERS)) {
      List<String> folders = new ArrayList<>(hdf5.children(LAYERS));
      folders.sort(NaturalOrder.INSTANCE);
      folders.forEach(folder -> source.add(hdf5, folder));
    } else {
      hdf5.texts("", "layer_names").forEach(layer -> source.addNamed(hdf5, layer));
    }
    return source;
  }

  /** A layer of Keras 2, whose weights have names. */
  private void addNamed(Hdf5File hdf5, String layer) {
    List<Array> forward = new ArrayList<>();
    List<Array> backward = new ArrayList<>();
    boolean recurrent = false;
    for (String name : hdf5.texts(layer, "weight_names")) {
      recurrent |= name.contains("recurrent_kernel");
      List<String> parts = Splitter.on('/').splitToList(name);
      boolean back = parts.stream().anyMatch(part -> part.startsWith("backward_"));
      (back ? backward : forward).add(hdf5.array(layer + "/" + name));
    }
    if (recurrent) {
      List<Map<String, Array>> units = new ArrayList<>(List.of(cell(layer, forward)));
      if (!backward.isEmpty()) {
        units.add(cell(layer, backward));
      }
      put(layer, Kind.RECURRENT, units);
    } else if (!forward.isEmpty()) {
      Map<String, Array> named = new HashMap<>();
      put(layer, plain(layer, forward, named), List.of(named));
    }
  }

  private void add(Hdf5File hdf5, String folder) {
    String path = LAYERS + "/" + folder;
    that(
        !folder.matches("normalization(_\\d+)?") || hdf5.children(path + "/vars").isEmpty(),
        "%s: layer '%s' holds statistics of the inputs, no weights; save the whole model"
            + " (model.save('model.keras')) and import that",
        file,
        folder);
    List<Array> cell = arrays(hdf5, path + "/cell");
    List<Array> forward = arrays(hdf5, path + "/forward_layer/cell");
    if (!cell.isEmpty()) {
      add(folder, Kind.RECURRENT, List.of(cell(folder, cell)));
    } else if (!forward.isEmpty()) {
      List<Array> backward = arrays(hdf5, path + "/backward_layer/cell");
      add(folder, Kind.RECURRENT, List.of(cell(folder, forward), cell(folder, backward)));
    } else {
      List<Array> own = arrays(hdf5, path);
      List<Array> plain = own.isEmpty() ? arrays(hdf5, path + "/layer") : own;
      if (!plain.isEmpty()) {
        addPlain(folder, plain);
      }
    }
  }

  private static List<Array> arrays(Hdf5File hdf5, String folder) {
    List<Array> arrays = new ArrayList<>();
    int count = hdf5.children(folder + "/vars").size();
    for (int i = 0; i < count; i++) {
      arrays.add(hdf5.array(folder + "/vars/" + i));
    }
    return arrays;
  }

  private Map<String, Array> cell(String folder, List<Array> weights) {
    String who = file + ": layer '" + folder + "'";
    that(
        weights.size() == 3 && weights.get(1).rank() == 2 && weights.get(1).size(0) > 0,
        "%s: expected kernel, recurrent kernel and bias, found %d weights; save the whole model as"
            + " .keras",
        who,
        weights.size());
    Cells cells = new Cells(who, weights.get(0), weights.get(1));
    Array bias = weights.get(2);
    int columns = cells.input().size(1);
    return switch (columns / weights.get(1).size(0)) {
      case 1 -> cells.basicRnn(bias);
      case 4 -> cells.lstm(bias, Optional.empty());
      case 3 ->
          bias.is(2, columns)
              ? cells.gruResetAfter(
                  RESET, bias.rows(0, 1).reshaped(columns), bias.rows(1, 2).reshaped(columns))
              : cells.gru(RESET, bias);
      default ->
          throw failure(
              "%s: kernels %s and %s are of no SimpleRNN, GRU or LSTM",
              who, weights.get(0).shapeText(), weights.get(1).shapeText());
    };
  }

  private void addPlain(String folder, List<Array> weights) {
    Map<String, Array> named = new HashMap<>();
    add(folder, plain(folder, weights, named), List.of(named));
  }

  /** Names the weights of a layer that is not recurrent. */
  private Kind plain(String folder, List<Array> weights, Map<String, Array> named) {
    Array first = weights.get(0);
    Kind kind =
        switch (first.rank() * 10 + weights.size()) {
          case 21, 22 -> Kind.DENSE;
          case 31, 32 -> Kind.CONV1D;
          case 41, 42 -> Kind.CONV2D;
          case 12 -> Kind.LAYER_NORM;
          case 14 -> Kind.BATCH_NORM;
          default ->
              throw failure(
                  "%s: layer '%s': weights %s are of no layer that is known; save the whole model as"
                      + " .keras",
                  file, folder, weights.stream().map(Array::shapeText).toList());
        };
    if (first.rank() > 1) {
      named.put("kernel", first);
      named.put(
          "bias",
          weights.size() == 2 ? weights.get(1) : Array.filled(0, first.size(first.rank() - 1)));
    } else {
      String[] names = {"gamma", "beta", "moving_mean", "moving_variance"};
      for (int i = 0; i < weights.size(); i++) {
        named.put(names[i], weights.get(i));
      }
    }
    return kind;
  }

  private void add(String folder, Kind kind, List<Map<String, Array>> units) {
    String type = folder.replaceAll("_\\d+$", "");
    String other = classes.putIfAbsent(kind, type);
    that(
        other == null || other.equals(type),
        "%s: it has layers of the classes '%s' and '%s', but not their order; save the whole model"
            + " (model.save('model.keras')) and import that",
        file,
        other,
        type);
    put(folder, kind, units);
  }

  private void put(String folder, Kind kind, List<Map<String, Array>> units) {
    modules.add(new Module(folder, kind, units));
    lines.add(String.format(Locale.ROOT, "'%s': %s", folder, kind.label()));
  }

  @Override
  public String format() {
    return "Keras, weights alone";
  }

  @Override
  public List<String> layers() {
    return lines;
  }

  @Override
  public Network network(boolean perStep) {
    throw failure(
        "%s: weights without the description of their model; put that beside them (model.to_json() in"
            + " a file of the same name and .json), give the model by a %s, or save the whole model"
            + " (model.save('model.keras')) and import that",
        file, Choice.RECIPE);
  }

  @Override
  public List<String> assumptions() {
    return List.of();
  }

  @Override
  public Optional<Sizes> sizes(List<Layer> layers) {
    return Sizes.of(layers, modules);
  }

  @Override
  public Weights weights(ModelSpec spec) {
    return ModuleMatch.weights(file, spec, modules);
  }
}
