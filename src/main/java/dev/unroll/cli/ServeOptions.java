package dev.unroll.cli;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import dev.unroll.internal.files.LogFile;
import dev.unroll.server.settings.BatchSettings;
import dev.unroll.server.settings.Limits;
import dev.unroll.server.settings.LoadSettings;
import dev.unroll.server.settings.LogSettings;
import dev.unroll.server.settings.ModelConfig;
import dev.unroll.server.settings.ProtocolSettings;
import dev.unroll.server.settings.ReloadSettings;
import dev.unroll.server.settings.Security;
import dev.unroll.server.settings.ServerSettings;
import dev.unroll.server.settings.SessionSettings;
import dev.unroll.server.settings.Tls;
import dev.unroll.server.settings.WarmupSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import picocli.CommandLine.Option;

/** How models are served. */
final class ServeOptions {

  private static final String LOOPBACK = "127.0.0.1";

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "Address to listen at; 127.0.0.1 by default, 0.0.0.0 for all.")
  String host;

  @Option(
      names = "--rest-port",
      paramLabel = "PORT",
      description = "Port of HTTP: 8501 by default, 0 for any that is free, none.")
  String restPort;

  @Option(
      names = "--grpc-port",
      paramLabel = "PORT",
      description = "Port of gRPC: 8500 by default, 0 for any that is free, none.")
  String grpcPort;

  @Option(
      names = "--grpc-socket",
      paramLabel = "FILE",
      description = "UNIX domain socket to speak gRPC at, too.")
  Path grpcSocket;

  @Option(
      names = "--trust",
      description = "Load models even if their operations reach files, the network or Python.")
  private boolean trust;

  @Option(
      names = "--allow-signature",
      paramLabel = "NAME",
      description = "Serve a signature although it writes variables, such as 'train'.")
  private List<String> allowed = List.of();

  @Option(
      names = "--poll",
      paramLabel = "SECONDS",
      description = "Time between two looks for new versions: 1 by default, 0 for one look.")
  Double poll;

  @Option(
      names = "--batch-rows",
      paramLabel = "ROWS",
      description = "Rows that run together at most: 64 by default, 1 for no batches.")
  Integer batchRows;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Requests that run side by side; one a processor by default.")
  Integer threads;

  @Option(
      names = "--longest-wait",
      paramLabel = "SECONDS",
      description = "A request that would wait longer is refused at once: 1 by default.")
  private Double longestWait;

  @Option(
      names = "--session-idle",
      paramLabel = "SECONDS",
      description = "A session ends after this time without a step: 600 by default.")
  private Double sessionIdle;

  @Option(
      names = "--sessions",
      paramLabel = "N",
      description = "Sessions at a time: 100000 by default.")
  private Integer sessions;

  @Option(
      names = "--max-body",
      paramLabel = "SIZE",
      description = "Largest request, such as 64M (the default) or 200K.")
  private String maxBody;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "Longest time for an answer: 30 by default.")
  Double timeout;

  @Option(
      names = "--drain",
      paramLabel = "SECONDS",
      description = "Time to finish what was accepted when the server ends: 30 by default.")
  private Double drain;

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description = "Certificate (PEM) to encrypt both ports with.")
  private Path certificate;

  @Option(names = "--tls-key", paramLabel = "FILE", description = "Its key (PEM, PKCS #8).")
  private Path key;

  @Option(
      names = "--client-ca",
      paramLabel = "FILE",
      description = "Clients must have a certificate of these authorities (PEM).")
  private Path clientAuthorities;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "Clients must send one of these tokens, one a line, as 'Bearer'.")
  private Path tokenFile;

  @Option(
      names = "--cors",
      paramLabel = "ORIGIN",
      description = "Let web pages of this origin ask, such as https://example.org.")
  String origin;

  @Option(
      names = "--access-log",
      paramLabel = "FILE",
      description = "Add a line of JSON for each request; - for standard output.")
  private String accessLog;

  @Option(
      names = "--request-log",
      paramLabel = "FILE",
      description = {
        "Add some requests, whole, as TFRecords that can warm up a model:",
        "VERSION/assets.extra/tf_serving_warmup_requests."
      })
  private Path requestLog;

  @Option(
      names = "--request-log-share",
      paramLabel = "SHARE",
      description = "Share of the requests that are added: 0.01 by default, 1 for all.")
  private Double requestLogShare;

  // What TensorFlow Serving's flags say beyond these.
  Tls tls;
  WarmupSettings warmup = WarmupSettings.standard();
  BatchSettings batches = BatchSettings.standard();
  ReloadSettings reload = ReloadSettings.standard();
  ProtocolSettings protocols = ProtocolSettings.standard();

  /** Threads that compute one operation. */
  int threadsInside = 1;

  String metricsPath = LogSettings.METRICS_PATH;

  /** Whether anybody who reaches the server may ask it, and more than this machine reaches it. */
  boolean open() {
    return tokenFile == null
        && clientAuthorities == null
        && (tls == null || tls.clientAuthorities().isEmpty())
        && !Set.of(LOOPBACK, "localhost", "::1").contains(host());
  }

  private String host() {
    return host == null ? LOOPBACK : host;
  }

  /** File of tokens that clients are to send one of. */
  Optional<Path> tokenFile() {
    return Optional.ofNullable(tokenFile);
  }

  /** File of the certificate, by which a client knows the server. */
  Optional<Path> certificate() {
    return Optional.ofNullable(certificate);
  }

  /** All of it. */
  ServerSettings settings(List<ModelConfig> models, Terminal terminal) throws IOException {
    BatchSettings batching =
        new BatchSettings(
            threads == null ? batches.threads() : threads,
            batchRows == null ? batches.rows() : batchRows,
            seconds("--longest-wait", longestWait, batches.longestWait()),
            batches.waiting());
    SessionSettings standard = SessionSettings.standard();
    Duration pollTime = seconds("--poll", poll, reload.poll());
    LoadSettings load = LoadSettings.standard();
    return new ServerSettings(
        models,
        new LoadSettings(
            trust,
            new LinkedHashSet<>(allowed),
            load.compute().withThreadsInside(threadsInside),
            reload.withPoll(pollTime),
            warmup),
        batching,
        new SessionSettings(
            seconds("--session-idle", sessionIdle, standard.idle()),
            sessions == null ? standard.most() : sessions,
            standard.mostBytes(),
            standard.evict(),
            standard.endOnReload()),
        host(),
        port("--rest-port", restPort, 8501),
        port("--grpc-port", grpcPort, 8500),
        seconds("--timeout", timeout, Duration.ofSeconds(30)),
        maxBody == null ? Limits.standard() : Limits.standard().withBody(size(maxBody)),
        security(),
        logs(terminal),
        seconds("--drain", drain, Duration.ofSeconds(30)),
        grpcSocket == null ? protocols : protocols.withGrpcSocket(grpcSocket));
  }

  private Security security() throws IOException {
    that(
        (certificate == null) == (key == null),
        "%s is missing: a certificate and its key go together",
        certificate == null ? "--tls-cert" : "--tls-key");
    Tls read = tls;
    if (certificate != null) {
      read = Tls.read(certificate, key, Optional.ofNullable(clientAuthorities));
    } else {
      that(
          clientAuthorities == null,
          "--client-ca: certificates of clients need --tls-cert and --tls-key");
    }
    return new Security(
        Optional.ofNullable(read),
        tokenFile == null ? List.of() : Security.tokens(tokenFile),
        Optional.ofNullable(origin));
  }

  private LogSettings logs(Terminal terminal) throws IOException {
    that(
        requestLogShare == null || requestLog != null,
        "--request-log-share: give --request-log too, the file to add to");
    Optional<OutputStream> access = Optional.empty();
    if (accessLog != null) {
      access =
          Optional.of(accessLog.equals("-") ? terminal.out() : new LogFile(Path.of(accessLog)));
    }
    return new LogSettings(
        access,
        Optional.ofNullable(requestLog),
        requestLogShare == null ? LogSettings.none().share() : requestLogShare,
        metricsPath);
  }

  private static OptionalInt port(String option, String text, int standard) {
    if (text == null) {
      return OptionalInt.of(standard);
    }
    if (text.equalsIgnoreCase("none")) {
      return OptionalInt.empty();
    }
    if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65_535) {
      throw failure("%s: expected 0 to 65535 or none, got '%s'", option, text);
    }
    return OptionalInt.of(Integer.parseInt(text));
  }

  private static Duration seconds(String option, Double value, Duration standard) {
    if (value == null) {
      return standard;
    }
    that(value >= 0 && value <= 1e9, "%s: expected seconds, 0 or more, got %s", option, value);
    return Duration.ofMillis(Math.round(value * 1000));
  }

  private static int size(String text) {
    String unit = text.isEmpty() ? "" : text.substring(text.length() - 1).toUpperCase(Locale.ROOT);
    long factor =
        switch (unit) {
          case "K" -> 1L << 10;
          case "M" -> 1L << 20;
          case "G" -> 1L << 30;
          default -> 1L;
        };
    String digits = factor == 1 ? text : text.substring(0, text.length() - 1);
    boolean fits = digits.matches("\\d{1,10}");
    long bytes = fits ? Long.parseLong(digits) * factor : 0;
    that(
        bytes >= 1 && bytes <= 1 << 30,
        "--max-body: expected bytes, or such as 200K or 64M, 1G at most, got '%s'",
        text);
    return (int) bytes;
  }
}
