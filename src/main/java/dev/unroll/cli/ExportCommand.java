package dev.unroll.cli;

import dev.unroll.export.ExportedModel;
import dev.unroll.export.GraphFiles;
import dev.unroll.export.SavedModelWriter;
import dev.unroll.graph.Kernels;
import dev.unroll.internal.files.AtomicWrite;
import dev.unroll.recipe.ModelArchive;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code unroll export}. */
@Command(
    name = "export",
    description = "Write a model as a SavedModel, as graphs or as a TensorFlow checkpoint.")
final class ExportCommand implements Callable<Integer> {

  /** What a model is written as. */
  enum Format {
    /** Graph, variables, signatures. */
    SAVEDMODEL,
    /** The inference graph and the training graph, without values. */
    GRAPHDEF,
    /** The inference graph with its variables as constants. */
    FROZEN,
    /** Variables, optimizer slots and the global step, by TensorFlow 1's names. */
    CHECKPOINT
  }

  @Parameters(paramLabel = "RUN", description = "Run folder or SavedModel folder of Unroll's.")
  private Path run;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      required = true,
      description = "Folder to write into; what is there is never written over.")
  private Path to;

  @Option(
      names = "--kernels",
      paramLabel = "KIND",
      description = "fused or static; what the recipe says by default.")
  private Kernels kernels;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "savedmodel",
      description = {
        "savedmodel (default); graphdef: inference.pb and training.meta; frozen: frozen.pb;",
        "checkpoint: model.ckpt-STEP."
      })
  private Format format;

  private final Terminal terminal;

  ExportCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    ExportedModel model = ModelArchive.read(run, Optional.ofNullable(kernels));
    switch (format) {
      case SAVEDMODEL -> SavedModelWriter.write(to, model);
      case GRAPHDEF -> {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(
            GraphFiles.INFERENCE,
            GraphFiles.inference(model.spec(), model.kernels()).toByteArray());
        files.put(GraphFiles.TRAINING, GraphFiles.training(model).toByteArray());
        write(files);
      }
      case FROZEN -> write(Map.of(GraphFiles.FROZEN, GraphFiles.frozen(model).toByteArray()));
      case CHECKPOINT -> AtomicWrite.folder(to, model.state()::write);
    }
    terminal.out().println("written to " + to);
    terminal.out().flush();
    return UnrollCommand.DONE;
  }

  private void write(Map<String, byte[]> files) throws IOException {
    for (String name : files.keySet()) {
      requireFree(to.resolve(name));
    }
    Files.createDirectories(to);
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      AtomicWrite.file(to.resolve(file.getKey()), path -> Files.write(path, file.getValue()));
    }
  }

  private static void requireFree(Path file) throws FileAlreadyExistsException {
    if (Files.exists(file)) {
      throw new FileAlreadyExistsException(file.toString());
    }
  }
}
