package dev.unroll.cli;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.server.ServedModel;
import dev.unroll.server.UnrollServer;
import dev.unroll.server.settings.ModelConfig;
import dev.unroll.server.settings.ServerSettings;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code unroll serve}. */
@Command(
    name = "serve",
    description = {
      "Serve models over HTTP and gRPC, by the protocols of TensorFlow Serving and the Open",
      "Inference Protocol. Ctrl-C or SIGTERM ends it once what was accepted is answered, a second",
      "at once."
    })
final class ServeCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "DIR",
      arity = "0..1",
      description = {"SavedModel or run folder, a folder of versions, or a folder of such models."})
  private Path folder;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Name of the model, where DIR is one; that of the folder by default.")
  private String name;

  @Option(
      names = "--check",
      description = "Load and warm the models, say what would be served, and end.")
  private boolean check;

  @Option(
      names = "--tensorflow-serving",
      arity = "0..*",
      paramLabel = "--FLAG=VALUE",
      description = {
        "Take the flags of tensorflow_model_server, such as --model_name=har",
        "--model_base_path=/models/har --rest_api_port=8501, and its defaults."
      })
  private List<String> flags;

  @Mixin private ServeOptions options = new ServeOptions();

  /** Of gRPC, which would tell of each connection that a client spoils. */
  private static final Logger GRPC_LOG = Logger.getLogger("io.grpc.netty");

  /**
   * Whether JavaCPP looks up the memory of the whole process before it takes any: a read of a file,
   * several for each request.
   */
  private static final String PHYSICAL_BYTES = "org.bytedeco.javacpp.maxphysicalbytes";

  private final Terminal terminal;
  private final Interrupts interrupts;

  ServeCommand(Terminal terminal, Interrupts interrupts) {
    this.terminal = terminal;
    this.interrupts = interrupts;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    GRPC_LOG.setLevel(Level.SEVERE);
    if (System.getProperty(PHYSICAL_BYTES) == null) {
      System.setProperty(PHYSICAL_BYTES, "0");
    }
    List<ModelConfig> models = models();
    ServerSettings settings = options.settings(models, terminal);
    if (options.open()) {
      warn(
          "anybody who reaches "
              + settings.host()
              + " may ask this server; --token-file asks for a token, --host 127.0.0.1 keeps it to"
              + " this machine");
    }
    if (check) {
      // Beside a server that may be running.
      ServerSettings apart = settings.apart();
      try (UnrollServer server = new UnrollServer(apart, UnrollCommand.Version.text())) {
        String address = address(settings, settings.httpPort());
        ServeText text = new ServeText(terminal.out(), settings, address, options);
        server.models().forEach(text::model);
        unserved(server);
        settings.httpPort().ifPresent(port -> text.routes(server.models()));
        return server.unserved().isEmpty() ? UnrollCommand.DONE : UnrollCommand.BAD_INPUT;
      }
    }
    CountDownLatch stop = new CountDownLatch(1);
    try (UnrollServer server = new UnrollServer(settings, UnrollCommand.Version.text())) {
      StopSignals.redirectTo(stop::countDown, interrupts);
      PrintStream out = terminal.out();
      String address = address(settings, server.httpPort());
      ServeText text = new ServeText(out, settings, address, options);
      for (ServedModel model : server.models()) {
        text.model(model);
      }
      unserved(server);
      server.httpPort().ifPresent(port -> out.println("HTTP at " + address));
      server
          .grpcPort()
          .ifPresent(port -> out.println("gRPC at " + ServeText.host(settings) + ":" + port));
      out.println("ready");
      out.flush();
      stop.await();
      warn("finishing what was accepted, " + settings.drain().toSeconds() + " s at most");
    }
    return UnrollCommand.DONE;
  }

  private List<ModelConfig> models() throws IOException {
    if (flags != null) {
      that(folder == null, "--tensorflow-serving: expected --model_base_path, not DIR %s", folder);
      that(name == null, "--tensorflow-serving: expected --model_name, not --name");
      TensorFlowServingFlags given = new TensorFlowServingFlags(flags, System.getenv());
      List<ModelConfig> models = given.apply(options);
      given.warnings().forEach(this::warn);
      return models;
    }
    if (folder == null) {
      throw failure("expected the folder of a model or of models: unroll serve DIR");
    }
    List<ModelConfig> models = UnrollServer.find(folder);
    if (name == null) {
      return models;
    }
    that(
        models.size() == 1,
        "--name: expected one model in %s, found %d, which have the names of their folders",
        folder,
        models.size());
    return List.of(ModelConfig.of(name, models.get(0).folder()));
  }

  private static String address(ServerSettings settings, OptionalInt port) {
    return (settings.security().tls().isPresent() ? "https://" : "http://")
        + ServeText.host(settings)
        + ":"
        + port.orElse(0);
  }

  private void unserved(UnrollServer server) {
    server.unserved().forEach((model, why) -> warn("model " + model + " is not served: " + why));
  }

  private void warn(String text) {
    terminal.out().flush();
    terminal.err().println("unroll: " + text);
  }
}
