package dev.unroll.convert.torch;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.check.Choice;
import dev.unroll.convert.arrays.Array;
import dev.unroll.convert.arrays.Safetensors;
import dev.unroll.convert.arrays.TorchFile;
import dev.unroll.convert.network.Module;
import dev.unroll.convert.network.Module.Kind;
import dev.unroll.convert.network.ModuleMatch;
import dev.unroll.convert.network.Network;
import dev.unroll.convert.network.OpenChoice;
import dev.unroll.convert.network.Sizes;
import dev.unroll.convert.network.WeightSource;
import dev.unroll.graph.Weights;
import dev.unroll.internal.files.NaturalOrder;
import dev.unroll.layer.Flatten;
import dev.unroll.layer.Layer;
import dev.unroll.layer.Readout;
import dev.unroll.model.ModelSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * PyTorch's {@code state_dict}, by {@code torch.save} or as safetensors. Such a file has the
 * modules' weights by name, but neither their order nor what is computed between them.
 */
public final class TorchSource implements WeightSource {

  private static final String SIMPLE = "batch_first, nothing but dropout between the layers";

  private final String file;
  private final List<TorchRecurrent> recurrents = new ArrayList<>();
  private final List<Module> others = new ArrayList<>();

  private final String format;

  private TorchSource(String file, String format) {
    this.file = file;
    this.format = format;
  }

  /** Reads a file. */
  public static TorchSource open(Path path) throws IOException {
    boolean pickle = TorchFile.is(path);
    TorchSource source =
        new TorchSource(
            path.getFileName().toString(), pickle ? "PyTorch, state_dict" : "PyTorch, safetensors");
    Map<String, Array> arrays = pickle ? TorchFile.read(path) : Safetensors.read(path, false);
    Map<String, Map<String, Array>> modules = new TreeMap<>(NaturalOrder.INSTANCE);
    arrays.forEach(
        (name, array) -> {
          int dot = name.lastIndexOf('.');
          modules
              .computeIfAbsent(dot < 0 ? "" : name.substring(0, dot), n -> new LinkedHashMap<>())
              .put(name.substring(dot + 1), array);
        });
    that(!modules.isEmpty(), "%s: expected weights, found none", source.file);
    modules.forEach(source::add);
    return source;
  }

  private void add(String name, Map<String, Array> weights) {
    if (weights.containsKey("weight_ih_l0")) {
      recurrents.add(TorchRecurrent.of(file, name, weights));
      return;
    }
    Array weight = weights.get("weight");
    Array bias = weights.get("bias");
    if (weights.containsKey("running_mean") && weights.containsKey("running_var")) {
      Array mean = weights.get("running_mean");
      others.add(
          Module.of(
              name,
              Kind.BATCH_NORM,
              Map.of(
                  "gamma",
                  weight == null ? Array.filled(1, mean.shape()) : weight,
                  "beta",
                  bias == null ? Array.filled(0, mean.shape()) : bias,
                  "moving_mean",
                  mean,
                  "moving_variance",
                  weights.get("running_var"))));
      return;
    }
    boolean plain = weight != null && weights.size() == (bias == null ? 1 : 2);
    if (plain && (weight.rank() == 2 || weight.rank() == 3)) {
      Array zeros = Array.filled(0, weight.size(0));
      others.add(
          Module.of(
              name,
              weight.rank() == 2 ? Kind.DENSE : Kind.CONV1D,
              Map.of("kernel", weight.transposed(), "bias", bias == null ? zeros : bias)));
      return;
    }
    if (plain && weight.rank() == 1) {
      Array zeros = Array.filled(0, weight.shape());
      others.add(
          Module.of(
              name, Kind.LAYER_NORM, Map.of("gamma", weight, "beta", bias == null ? zeros : bias)));
      return;
    }
    throw failure(
        "%s: module '%s' has the weights %s; expected those of RNN, LSTM, GRU, Linear, Conv1d,"
            + " BatchNorm1d or LayerNorm",
        file, name, weights.keySet());
  }

  @Override
  public String format() {
    return format;
  }

  @Override
  public List<String> layers() {
    List<String> lines = new ArrayList<>();
    recurrents.forEach(recurrent -> lines.add(recurrent.line()));
    for (Module module : others) {
      Map<String, Array> weights = module.units().get(0);
      Array kernel = weights.getOrDefault("kernel", weights.get("gamma"));
      lines.add(
          String.format(
              Locale.ROOT,
              "'%s': %s %s",
              module.name(),
              module.kind().label(),
              kernel.shapeText()));
    }
    return lines;
  }

  @Override
  public Network network(boolean perStep) {
    boolean inferable =
        !recurrents.isEmpty() && others.size() == 1 && others.get(0).kind() == Kind.DENSE;
    that(
        inferable,
        "%s: weights do not tell how these layers follow each other: %s; say it by a %s",
        file,
        String.join("; ", layers()),
        Choice.RECIPE);
    that(
        stems(recurrents.stream().map(TorchRecurrent::name).toList()) == 1,
        "%s: the names %s do not tell which comes first; rename the modules so that they differ by"
            + " numbers only, or say the order by a %s",
        file,
        recurrents.stream().map(TorchRecurrent::name).toList(),
        Choice.RECIPE);
    List<Layer> layers = new ArrayList<>();
    int features = recurrents.get(0).features();
    int expected = features;
    for (TorchRecurrent recurrent : recurrents) {
      that(
          recurrent.features() == expected,
          "%s: module '%s' takes %d features, but what is before it by name gives %d; say the order"
              + " by a %s",
          file,
          recurrent.name(),
          recurrent.features(),
          expected,
          Choice.RECIPE);
      layers.addAll(recurrent.layers());
      expected = recurrent.outputSize();
    }
    boolean bidirectional = last().bidirectional();
    if (!perStep) {
      layers.add(new Readout(bidirectional ? Readout.Take.BOTH_ENDS : Readout.Take.LAST));
    }
    int outputs = others.get(0).units().get(0).get("bias").size(0);
    return new Network(
        layers,
        0,
        features,
        Optional.empty(),
        Optional.empty(),
        new Network.Output(outputs, perStep, Network.Meaning.UNTOLD));
  }

  private TorchRecurrent last() {
    return recurrents.get(recurrents.size() - 1);
  }

  @Override
  public List<String> assumptions() {
    if (recurrents.isEmpty()) {
      return List.of();
    }
    return last().bidirectional()
        ? List.of(SIMPLE)
        : List.of("the output layer takes the last step (output[:, -1], readout last)", SIMPLE);
  }

  /** Either is as common, and weights are of one shape for both. */
  @Override
  public List<OpenChoice> open(boolean perStep) {
    List<OpenChoice> open = new ArrayList<>();
    int layer = 0;
    for (TorchRecurrent recurrent : recurrents) {
      for (int i = 0; i < recurrent.layers().size(); i++) {
        if (recurrent.basic()) {
          open.add(
              new OpenChoice(
                  "the nonlinearity of RNN '" + recurrent.name() + "' (PyTorch's default is tanh)",
                  "model.layers." + layer + ".cell.activation",
                  List.of("tanh", "relu")));
        }
        layer++;
      }
    }
    if (!perStep && layer > 0 && last().bidirectional()) {
      open.add(
          new OpenChoice(
              "whether the output layer takes both directions' last states (h_n) or the last step"
                  + " (output[:, -1])",
              "model.layers." + layer + ".take",
              List.of("both-ends", "last")));
    }
    return open;
  }

  private List<Module> modules() {
    List<Module> all = new ArrayList<>();
    recurrents.forEach(recurrent -> all.addAll(recurrent.modules()));
    all.addAll(others);
    return all;
  }

  @Override
  public Optional<Sizes> sizes(List<Layer> layers) {
    return Sizes.of(layers, modules());
  }

  @Override
  public Weights weights(ModelSpec spec) {
    List<Module> all = modules();
    boolean convolved = others.stream().anyMatch(module -> module.kind() == Kind.CONV1D);
    that(
        !convolved || spec.layers().stream().noneMatch(Flatten.class::isInstance),
        "%s: PyTorch flattens what Conv1d gives channel by channel, ours step by step; such a layer"
            + " has no counterpart",
        file);
    requireOrder(all);
    return ModuleMatch.weights(file, spec, all);
  }

  /**
   * Refuses modules of a kind that only their names could tell apart, where the names do not tell
   * an order.
   */
  private void requireOrder(List<Module> modules) {
    for (Module one : modules) {
      for (Module other : modules) {
        that(
            one.kind() != other.kind()
                || stems(List.of(one.name(), other.name())) == 1
                || !shapes(one).equals(shapes(other)),
            "%s: the modules '%s' and '%s' are of one shape, and their names do not tell which comes"
                + " first; rename the modules so that they differ by numbers only",
            file,
            one.name(),
            other.name());
      }
    }
  }

  /** How many names there are, numbers aside. */
  private static long stems(List<String> names) {
    return names.stream().map(name -> name.replaceAll("\\d+", "")).distinct().count();
  }

  private static List<Map<String, String>> shapes(Module module) {
    List<Map<String, String>> shapes = new ArrayList<>();
    for (Map<String, Array> unit : module.units()) {
      Map<String, String> sizes = new TreeMap<>();
      unit.forEach((name, array) -> sizes.put(name, array.shapeText()));
      shapes.add(sizes);
    }
    return shapes;
  }
}
