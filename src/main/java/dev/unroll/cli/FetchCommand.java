package dev.unroll.cli;

import static dev.unroll.check.Check.that;

import dev.unroll.check.InputException;
import dev.unroll.internal.files.CacheFolder;
import dev.unroll.source.har.UciHarDownload;
import dev.unroll.train.StopRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code unroll fetch}. */
@Command(
    name = "fetch",
    description = "Download a public dataset, verify it file by file and unpack it.")
final class FetchCommand implements Callable<Integer> {

  private static final long MEGABYTE = 1_000_000;

  @Parameters(paramLabel = "NAME", description = "har: UCI HAR, about 60 MB.")
  private String name;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      description = "New folder; by default where --data har looks for it.")
  private Path to;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "Another place of the same zip (https, http or file).")
  private URI url;

  private final Terminal terminal;
  private final Interrupts interrupts;
  private final StopRequest stop = new StopRequest();
  private long shown = -1;

  FetchCommand(Terminal terminal, Interrupts interrupts) {
    this.terminal = terminal;
    this.interrupts = interrupts;
  }

  @Override
  public Integer call() throws IOException {
    that(name.equals("har"), "fetch '%s': unknown dataset; known is har", name);
    Path target = to == null ? UciHarDownload.folder(CacheFolder.ofUser()) : to;
    URI from = url == null ? UciHarDownload.OFFICIAL : url;
    interrupts.redirectTo(stop::request);
    try {
      UciHarDownload.fetch(from, target, this::show);
    } catch (InputException e) {
      if (!stop.isRequested()) {
        throw e;
      }
      terminal.err().println("unroll: stopped; nothing was kept");
      return Interrupts.EXIT_CODE;
    }
    if (shown >= 0) {
      terminal.err().println();
    }
    terminal
        .out()
        .printf(
            Locale.ROOT,
            "UCI HAR, verified, in %s%nuse it by: --data %s%n",
            target,
            to == null ? "har" : "\"har:" + to + "\"");
    return UnrollCommand.DONE;
  }

  private void show(long bytes) {
    that(!stop.isRequested(), "stopped");
    if (terminal.interactive() && bytes / MEGABYTE != shown) {
      shown = bytes / MEGABYTE;
      terminal.err().print("\r" + shown + " MB");
      terminal.err().flush();
    }
  }
}
