package dev.unroll.cli;

import dev.unroll.graph.Compute;
import dev.unroll.load.LoadedModel;
import dev.unroll.load.SignatureChoice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How a model is loaded that anybody may have made. */
final class LoadOptions {

  @Option(
      names = "--trust",
      description = "Load a model even if its operations reach files, the network or Python.")
  private boolean trust;

  @Option(
      names = "--signature",
      paramLabel = "NAME",
      description = "Signature to go by; guessed by default, 'train' to train.")
  private String signature;

  LoadedModel load(Path path) throws IOException {
    return LoadedModel.load(path, trust);
  }

  LoadedModel load(Path path, Compute compute) throws IOException {
    return LoadedModel.load(path, trust, compute);
  }

  Optional<String> signature() {
    return Optional.ofNullable(signature);
  }

  SignatureChoice choice(String input, String output) {
    return new SignatureChoice(
        signature(), Optional.ofNullable(input), Optional.ofNullable(output));
  }
}
