package dev.unroll.cli;

import dev.unroll.inspect.Inspection;
import dev.unroll.internal.json.Json;
import dev.unroll.load.ModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code unroll inspect}. */
@Command(
    name = "inspect",
    description =
        "Tell what a model holds, without running it: signatures, variables, operations, and those"
            + " that touch files, the network, Python or the process. This is no sandbox.")
final class InspectCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "PATH",
      description =
          "Run or SavedModel folder, saved_model.pb, MetaGraph (.meta), GraphDef (.pb) or prefix of"
              + " a checkpoint.")
  private Path path;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  private final Terminal terminal;

  InspectCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    Inspection found = Inspection.of(Files.isDirectory(path) ? ModelFolder.find(path) : path);
    terminal.out().print(json ? Json.text(found) : InspectionText.of(found));
    terminal.out().flush();
    return UnrollCommand.DONE;
  }
}
