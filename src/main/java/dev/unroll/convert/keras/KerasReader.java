package dev.unroll.convert.keras;

import static dev.unroll.check.Check.that;

import dev.unroll.check.InputException;
import dev.unroll.convert.keras.KerasWeights.Part;
import dev.unroll.convert.network.Module;
import dev.unroll.convert.network.Network;
import dev.unroll.data.FrameSize;
import dev.unroll.data.Normalizer;
import dev.unroll.layer.Layer;
import dev.unroll.layer.Readout;
import dev.unroll.layer.TimeDistributed;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Goes through the layers of a Keras model and makes ours of them. */
final class KerasReader {

  /** More steps make no graph that could be run. */
  private static final int MOST_STEPS = 65_536;

  /** Numbers of a sequence. */
  private static final long MOST_VALUES = 1 << 28;

  private final String file;
  private final KerasWeights weights;
  private final KerasLayers plain;
  private final List<Layer> layers = new ArrayList<>();
  private final List<Module> modules = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();
  private Optional<Normalizer> normalizer = Optional.empty();
  private KerasValue value;

  private KerasReader(String file, KerasWeights weights, KerasValue input) {
    this.file = file;
    this.weights = weights;
    this.plain = new KerasLayers(weights);
    this.value = input;
  }

  /**
   * What a file gives.
   *
   * @param lines its layers, one a line
   */
  record Model(Network network, List<Module> modules, List<String> lines) {}

  /**
   * Converts a model.
   *
   * @throws dev.unroll.check.InputException where a layer has no exact counterpart
   */
  static Model read(String file, KerasConfig config, KerasWeights weights) {
    List<Integer> input = config.input();
    that(
        input.size() == 2 || input.size() == 4,
        "%s: expected inputs [batch, steps, features] or [batch, steps, height, width, channels],"
            + " found %s after the batch",
        file,
        input);
    that(
        input.stream().skip(1).allMatch(size -> size > 0),
        "%s: expected inputs of a known size but for the steps, found %s after the batch",
        file,
        input);
    long values = input.stream().mapToLong(size -> Math.max(size, 1)).reduce(1, KerasReader::times);
    that(
        values <= MOST_VALUES && input.get(0) <= MOST_STEPS,
        "%s: inputs of shape %s after the batch are too large: at most %d steps and %d numbers",
        file,
        input,
        MOST_STEPS,
        MOST_VALUES);
    boolean frames = input.size() == 4;
    KerasReader reader =
        new KerasReader(file, weights, frames ? KerasValue.FRAMES : KerasValue.STEPS);
    Network.Output output = reader.all(config.layers(), input.get(input.size() - 1));
    weights.checkNothingIsLeft();
    Network network =
        new Network(
            reader.layers,
            Math.max(input.get(0), 0),
            input.get(input.size() - 1),
            frames ? Optional.of(new FrameSize(input.get(1), input.get(2))) : Optional.empty(),
            reader.normalizer,
            output);
    return new Model(network, reader.modules, reader.lines);
  }

  /** The product, or the most where it would be more. */
  private static long times(long a, long b) {
    return a > MOST_VALUES ? a : a * b;
  }

  private Network.Output all(List<KerasLayer> chain, int features) {
    that(!chain.isEmpty(), "%s: expected layers, found none", file);
    int last = chain.size() - 1;
    boolean softmaxAfter = false;
    KerasLayer after = unwrapped(chain.get(last));
    boolean isActivation = after.type().equals("Activation") || after.type().equals("Softmax");
    if (isActivation && last > 0) {
      softmaxAfter =
          after.type().equals("Softmax") || after.function("activation").equals("softmax");
      after.require(
          softmaxAfter || after.function("activation").equals("linear"),
          "a model may end in softmax only, found " + after.function("activation"));
      last--;
    }
    for (KerasLayer layer : chain.subList(0, last)) {
      named(layer, () -> add(layer, features));
    }
    if (softmaxAfter) {
      after.requireUsual();
      KerasLayers.requireLastAxis(
          after, value.rank(chain.get(last + 1).type().equals("TimeDistributed")));
    }
    return output(chain.get(last), softmaxAfter);
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

  private static KerasLayer unwrapped(KerasLayer layer) {
    return layer.type().equals("TimeDistributed") ? layer.inner("layer") : layer;
  }

  private Network.Output output(KerasLayer holder, boolean softmaxAfter) {
    KerasLayer dense = unwrapped(holder);
    dense.require(
        dense.type().equals("Dense"),
        "the model ends in it; expected a Dense layer that gives classes or numbers");
    dense.requireUsual();
    String function = dense.function("activation");
    boolean softmax = function.equals("softmax");
    dense.require(
        !(softmax && softmaxAfter), "its softmax is followed by another one; expected one");
    dense.require(
        softmax || function.equals("linear"),
        "the output's activation '"
            + function
            + "' has no counterpart; expected softmax for classes or linear for numbers");
    Part part = holder.type().equals("TimeDistributed") ? Part.INNER : Part.OWN;
    modules.add(
        Module.of(
            holder.name(), Module.Kind.DENSE, KerasLayers.affine(dense, weights, holder, part)));
    lines.add(line(holder, "output"));
    return new Network.Output(
        dense.whole("units"),
        value != KerasValue.VECTOR,
        softmax || softmaxAfter ? Network.Meaning.PROBABILITIES : Network.Meaning.NUMBERS);
  }

  private void add(KerasLayer layer, int features) {
    if (layer.type().equals("Normalization")) {
      layer.require(layers.isEmpty(), "it must be the first layer");
      normalizer = Optional.of(KerasNormalization.read(layer, weights, features, value));
      lines.add(line(layer, "normalizer"));
      return;
    }
    boolean inside = layer.type().equals("TimeDistributed");
    KerasLayer inner = unwrapped(layer);
    if (KerasCells.TYPES.contains(layer.type()) || layer.type().equals("Bidirectional")) {
      boolean both = layer.type().equals("Bidirectional");
      addRecurrent(
          layer,
          both ? KerasCells.bidirectional(layer, weights) : KerasCells.forward(layer, weights),
          (both ? layer.inner("layer") : layer).flag("return_sequences", false));
      return;
    }
    KerasLayers.Converted made = plain.convert(inner, layer, inside, value);
    made.module().ifPresent(modules::add);
    lines.add(line(layer, (inside ? "time-distributed " : "") + made.layer().label()));
    if (inside) {
      distribute(made.layer());
    } else {
      layers.add(made.layer());
    }
    value = made.value();
  }

  private void addRecurrent(KerasLayer layer, KerasCells.Converted made, boolean sequences) {
    layer.require(value == KerasValue.STEPS, "expected [batch, steps, features] before it");
    layers.add(made.layer());
    modules.add(made.module());
    String readout = "";
    if (!sequences) {
      boolean both = made.layer().bidirectional();
      Readout.Take take = both ? Readout.Take.BOTH_ENDS : Readout.Take.LAST;
      layers.add(new Readout(take));
      readout = both ? ", readout both-ends" : ", readout last";
      value = KerasValue.VECTOR;
    }
    lines.add(line(layer, "recurrent" + readout));
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

  private static String line(KerasLayer layer, String ours) {
    String type =
        layer.type().equals("TimeDistributed") || layer.type().equals("Bidirectional")
            ? layer.type() + "(" + layer.inner("layer").type() + ")"
            : layer.type();
    return String.format(
        Locale.ROOT, "%d  %s '%s': %s", layer.position(), type, layer.name(), ours);
  }
}
