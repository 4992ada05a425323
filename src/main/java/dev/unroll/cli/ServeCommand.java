package dev.unroll.cli;

import dev.unroll.server.UnrollServer;
import dev.unroll.server.settings.ServerSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code unroll serve}. */
@Command(name = "serve", description = "Serve models over HTTP and gRPC.")
final class ServeCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "DIR",
      description = {"SavedModel or run folder, a folder of versions, or a folder of such models."})
  private Path folder;

  private final Terminal terminal;
  private final Interrupts interrupts;

  ServeCommand(Terminal terminal, Interrupts interrupts) {
    this.terminal = terminal;
    this.interrupts = interrupts;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    CountDownLatch stop = new CountDownLatch(1);
    try (UnrollServer server =
        new UnrollServer(
            ServerSettings.of(UnrollServer.find(folder)), UnrollCommand.Version.text())) {
      interrupts.redirectTo(stop::countDown);
      terminal.out().println("http://127.0.0.1:" + server.httpPort().orElse(0));
      terminal.out().println("grpc://127.0.0.1:" + server.grpcPort().orElse(0));
      terminal.out().flush();
      stop.await();
    }
    return UnrollCommand.DONE;
  }
}
