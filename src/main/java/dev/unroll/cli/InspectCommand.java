package dev.unroll.cli;

import dev.unroll.convert.WeightFile;
import dev.unroll.convert.network.WeightSource;
import dev.unroll.inspect.CheckpointFolder;
import dev.unroll.inspect.Inspection;
import dev.unroll.inspect.OtherFormat;
import dev.unroll.internal.json.Json;
import dev.unroll.load.ModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
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
          "Run or SavedModel folder, saved_model.pb, MetaGraph (.meta), GraphDef (.pb), the same as"
              + " text (.pbtxt), prefix or folder of a checkpoint, or a file that 'unroll import'"
              + " takes.")
  private Path path;

  /** A file of a checkpoint's values is told as its checkpoint. */
  private static final Pattern CHECKPOINT = Pattern.compile(".*\\.data-\\d{5}-of-\\d{5}");

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  private final Terminal terminal;

  InspectCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    boolean imported =
        Files.isRegularFile(path)
            && OtherFormat.of(path).filter(OtherFormat::isImported).isPresent()
            && !CHECKPOINT.matcher(path.toString()).matches();
    terminal.out().print(imported ? textOfImport() : text());
    terminal.out().flush();
    return UnrollCommand.DONE;
  }

  private String text() throws IOException {
    boolean checkpoint = Files.isDirectory(path) && CheckpointFolder.latest(path).isPresent();
    Inspection found =
        Inspection.of(Files.isDirectory(path) && !checkpoint ? ModelFolder.find(path) : path);
    return json ? Json.text(found) : InspectionText.of(found);
  }

  /** What a file holds that is imported and not run as it is. */
  private String textOfImport() throws IOException {
    WeightSource source = WeightFile.open(path);
    if (json) {
      Map<String, Object> all = new LinkedHashMap<>();
      all.put("path", path.toString());
      all.put("kind", source.format());
      all.put("layers", source.layers());
      return Json.text(all);
    }
    StringBuilder text = new StringBuilder();
    text.append(path).append(System.lineSeparator());
    text.append(source.format()).append(System.lineSeparator());
    source.layers().forEach(l -> text.append("  ").append(l).append(System.lineSeparator()));
    return text
        + "it is not run as it is; unroll import FILE --to DIR makes a model of it"
        + System.lineSeparator();
  }
}
