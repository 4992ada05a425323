package dev.unroll.convert.onnx;

import static dev.unroll.check.Check.that;

import dev.unroll.convert.network.Module;
import dev.unroll.convert.network.ModuleMatch;
import dev.unroll.convert.network.Network;
import dev.unroll.convert.network.WeightSource;
import dev.unroll.graph.Weights;
import dev.unroll.layer.ActivationFunction;
import dev.unroll.layer.Dense;
import dev.unroll.layer.Layer;
import dev.unroll.layer.Readout;
import dev.unroll.model.ModelSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An ONNX model: recurrent layers, then dense ones. */
public final class OnnxSource implements WeightSource {

  private final String file;
  private final OnnxLayers found;

  private OnnxSource(String file, OnnxLayers found) {
    this.file = file;
    this.found = found;
  }

  /** Reads a file. */
  public static OnnxSource open(Path path) throws IOException {
    OnnxFile file = OnnxFile.read(path);
    OnnxSource source = new OnnxSource(file.name(), OnnxTrace.of(file));
    ActivationFunction last = source.output().activation();
    that(
        last == ActivationFunction.LINEAR,
        "%s: the output's activation %s has no counterpart; save the model without it",
        file.name(),
        last);
    return source;
  }

  private OnnxDense output() {
    return found.denses().get(found.denses().size() - 1);
  }

  private boolean bidirectional() {
    return found.recurrents().get(found.recurrents().size() - 1).layer().bidirectional();
  }

  @Override
  public String format() {
    return "ONNX";
  }

  @Override
  public List<String> layers() {
    List<String> lines = new ArrayList<>();
    found.recurrents().forEach(recurrent -> lines.add(recurrent.line()));
    found.denses().forEach(dense -> lines.add(dense.line()));
    return lines;
  }

  @Override
  public Network network(boolean perStep) {
    that(
        found.perStep() || !perStep,
        "%s: the model gives one output a sequence, but the data have a class a step",
        file);
    List<Layer> layers = new ArrayList<>();
    found.recurrents().forEach(recurrent -> layers.add(recurrent.layer()));
    if (!found.perStep()) {
      layers.add(new Readout(bidirectional() ? Readout.Take.BOTH_ENDS : Readout.Take.LAST));
    }
    for (OnnxDense dense : found.denses().subList(0, found.denses().size() - 1)) {
      layers.add(new Dense(dense.units(), dense.activation()));
    }
    int outputs = output().units();
    Network.Meaning meaning =
        found.softmax()
            ? Network.Meaning.PROBABILITIES
            : outputs > 1 || found.perStep() ? Network.Meaning.LOGITS : Network.Meaning.NUMBERS;
    return new Network(
        layers,
        0,
        found.recurrents().get(0).features(),
        Optional.empty(),
        Optional.empty(),
        new Network.Output(outputs, found.perStep(), meaning));
  }

  @Override
  public List<String> assumptions() {
    List<String> assumed = new ArrayList<>();
    if (!found.perStep()) {
      assumed.add(
          bidirectional()
              ? "the output layer takes both directions' last states, forward first (readout"
                  + " both-ends); for the last step, set model.layers."
                  + found.recurrents().size()
                  + ".take=last"
              : "the output layer takes the last step (readout last)");
    }
    assumed.add(
        "inputs [batch, steps, features]; nodes that move data keep the order of steps and features");
    return assumed;
  }

  @Override
  public Weights weights(ModelSpec spec) {
    List<Module> all = new ArrayList<>();
    found.recurrents().forEach(recurrent -> all.add(recurrent.module()));
    found.denses().forEach(dense -> all.add(dense.module()));
    return ModuleMatch.weights(file, spec, all);
  }
}
