package dev.unroll.convert.onnx;

import static dev.unroll.check.Check.that;

import dev.unroll.convert.network.ModuleMatch;
import dev.unroll.convert.network.Network;
import dev.unroll.convert.network.WeightSource;
import dev.unroll.data.Normalizer;
import dev.unroll.graph.Weights;
import dev.unroll.model.ModelSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An ONNX model: what its graph computes, or a refusal that names the node. */
public final class OnnxSource implements WeightSource {

  private final String file;
  private final OnnxForm form;
  private final OnnxNetwork found;

  private OnnxSource(String file, OnnxTrace.Found found) {
    this.file = file;
    this.form = found.form();
    this.found = found.network();
  }

  /** Reads a file. */
  public static OnnxSource open(Path path) throws IOException {
    OnnxFile file = OnnxUnrolled.folded(OnnxFile.read(path));
    return new OnnxSource(file.name(), OnnxTrace.of(file));
  }

  @Override
  public String format() {
    return "ONNX";
  }

  @Override
  public List<String> layers() {
    List<String> lines = new ArrayList<>();
    lines.add("inputs " + form.text());
    lines.addAll(found.lines());
    return lines;
  }

  @Override
  public Network network(boolean perStep) {
    that(
        found.perStep() || !perStep,
        "%s: the model gives one output a sequence, but the data have a class a step",
        file);
    return new Network(
        found.layers().stream().map(OnnxLayer::layer).toList(),
        form.steps(),
        form.features(),
        Optional.empty(),
        found.normalizer(),
        new Network.Output(
            found.output().weight("bias").size(0), found.perStep(), found.meaning()));
  }

  @Override
  public Optional<Normalizer> normalizer() {
    return found.normalizer();
  }

  @Override
  public List<String> assumptions() {
    return List.of();
  }

  @Override
  public Weights weights(ModelSpec spec) {
    return ModuleMatch.weights(file, spec, found.modules());
  }
}
