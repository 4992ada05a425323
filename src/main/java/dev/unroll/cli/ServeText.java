package dev.unroll.cli;

import dev.unroll.server.ServedModel;
import dev.unroll.server.settings.ServerSettings;
import java.io.PrintStream;
import java.util.List;

/** What is said of models that are served. */
final class ServeText {

  private final PrintStream out;
  private final ServerSettings settings;
  private final String address;
  private final ServeOptions options;

  /**
   * @param address of HTTP, such as {@code http://127.0.0.1:8501}
   */
  ServeText(PrintStream out, ServerSettings settings, String address, ServeOptions options) {
    this.out = out;
    this.settings = settings;
    this.address = address;
    this.options = options;
  }

  /** Host that a client on this machine asks. */
  static String host(ServerSettings settings) {
    String host = settings.host();
    if (host.equals("0.0.0.0") || host.equals("::")) {
      return "127.0.0.1";
    }
    return host.contains(":") ? "[" + host + "]" : host;
  }

  /** A line for a model. */
  void model(ServedModel model) {
    StringBuilder line = new StringBuilder("model ");
    line.append(model.name()).append(" version ").append(model.version()).append(": ");
    line.append(
        model.signatures().isEmpty() ? "no signature" : String.join(", ", model.signatures()));
    if (model.stepwise()) {
      line.append("; step by step");
    }
    if (!model.refused().isEmpty()) {
      line.append("; not served, since it writes variables: ")
          .append(String.join(", ", model.refused()))
          .append(" (--allow-signature)");
    }
    out.println(line);
  }

  /** The paths, and a line to copy for each model. */
  void routes(List<ServedModel> models) {
    out.println();
    out.println("GET  " + address + "/");
    out.println("GET  " + address + "/v1/models");
    out.println("GET  " + address + "/v2/health/ready");
    out.println("GET  " + address + "/metrics");
    for (ServedModel model : models) {
      String path = address + "/v1/models/" + model.name();
      out.println("GET  " + path);
      out.println("GET  " + path + "/metadata");
      out.println("POST " + path + ":predict");
      if (model.stepwise()) {
        out.println("POST " + path + ":step");
      }
      out.println("POST " + address + "/v2/models/" + model.name() + "/infer");
    }
    for (ServedModel model : models) {
      model
          .example()
          .ifPresent(
              body -> {
                out.println();
                out.println(
                    "curl"
                        + options
                            .certificate()
                            .map(file -> " --cacert " + quoted(file.toString()))
                            .orElse("")
                        + options
                            .tokenFile()
                            .map(
                                file ->
                                    " -H \"Authorization: Bearer $(grep -v '^#' "
                                        + quoted(file.toString())
                                        + " | head -n 1)\"")
                            .orElse("")
                        + " -d "
                        + quoted(body)
                        + " "
                        + quoted(address + "/v1/models/" + model.name() + ":predict"));
              });
    }
    if (settings.security().tls().flatMap(tls -> tls.clientAuthorities()).isPresent()) {
      out.println("(with --cert and --key of a client's certificate)");
    }
  }

  /** As a shell takes it for one word. */
  private static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }
}
