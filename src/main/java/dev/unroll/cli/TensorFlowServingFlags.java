package dev.unroll.cli;

import static dev.unroll.check.Check.failure;
import static dev.unroll.check.Check.that;

import com.google.common.primitives.Longs;
import dev.unroll.internal.server.settings.BatchingParametersFile;
import dev.unroll.internal.server.settings.ModelConfigs;
import dev.unroll.internal.server.settings.MonitoringConfigFile;
import dev.unroll.internal.server.settings.SslConfigFile;
import dev.unroll.server.settings.ModelConfig;
import dev.unroll.server.settings.ProtocolSettings;
import dev.unroll.server.settings.Tls;
import dev.unroll.server.settings.WarmupSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The flags of {@code tensorflow_model_server}, {@code --flag=value} or {@code --flag value}, and
 * the environment that its image reads.
 */
final class TensorFlowServingFlags {

  /** What is so in any case. */
  private static final Set<String> NOT_NEEDED =
      Set.of(
          "allow_version_labels_for_unavailable_models",
          "enable_batching",
          "enable_grpc_healthcheck_service");

  private static final String READS = "one thread a protocol reads requests, whatever their number";
  private static final String RETRIES =
      "a version that could not be loaded is tried again once its files change";

  /** What has no counterpart here, and why. */
  private static final Map<String, String> WITHOUT =
      Map.ofEntries(
          Map.entry(
              "enable_per_model_batching_parameters",
              "batches have no parameters of a model's own; --batching_parameters_file has all"),
          Map.entry("enable_profiler", "TensorFlow's profiler is not served"),
          Map.entry("grpc_channel_arguments", "gRPC here has other arguments"),
          Map.entry("grpc_max_threads", READS),
          Map.entry("rest_api_num_threads", READS),
          Map.entry("load_retry_interval_micros", RETRIES),
          Map.entry("max_num_load_retries", RETRIES),
          Map.entry("num_load_threads", "versions are loaded one at a time"),
          Map.entry("num_unload_threads", "versions are released one at a time"),
          Map.entry(
              "flush_filesystem_caches", "files of models are not kept apart from the system's"),
          Map.entry(
              "per_process_gpu_memory_fraction", "memory of a GPU is taken as models need it"),
          Map.entry("use_tflite_model", "models of TensorFlow Lite are not served"),
          Map.entry("prefer_tflite_model", "models of TensorFlow Lite are not served"),
          Map.entry(
              "xla_cpu_compilation_enabled", "TensorFlow Java compiles no graphs by XLA here"),
          Map.entry("platform_config_file", "other flags say how models are run"));

  private final Map<String, String> flags = new LinkedHashMap<>();
  private final Map<String, String> environment;
  private final List<String> warnings = new ArrayList<>();

  /**
   * @param words flags and their values
   */
  TensorFlowServingFlags(List<String> words, Map<String, String> environment) {
    this.environment = environment;
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      that(
          word.startsWith("--") && word.length() > 2,
          "--tensorflow-serving: expected a flag such as --model_name=NAME, got '%s'",
          word);
      int equals = word.indexOf('=');
      if (equals > 0) {
        flags.put(word.substring(2, equals), word.substring(equals + 1));
      } else if (i + 1 < words.size() && !words.get(i + 1).startsWith("--")) {
        flags.put(word.substring(2), words.get(++i));
      } else {
        flags.put(word.substring(2), "true");
      }
    }
  }

  /** Takes the flags over into options, and returns the models. */
  List<ModelConfig> apply(ServeOptions options) throws IOException {
    options.host = options.host == null ? "0.0.0.0" : options.host;
    // Zero is none here; what Unroll's own options say comes first.
    String grpcPort = port("port", "8500");
    String restPort = port("rest_api_port", "0");
    options.grpcPort = options.grpcPort == null ? grpcPort : options.grpcPort;
    options.restPort = options.restPort == null ? restPort : options.restPort;
    Optional<Long> timeout = number("rest_api_timeout_in_ms");
    if (timeout.isPresent() && options.timeout == null) {
      options.timeout = timeout.get() / 1000.0;
    }
    if (truth("rest_api_enable_cors_support", false) && options.origin == null) {
      options.origin = "*";
    }
    number("file_system_poll_wait_seconds")
        .ifPresent(seconds -> options.poll = (double) Math.max(0, seconds));
    boolean warm = truth("enable_model_warmup", true);
    long times = number("num_request_iterations_for_warmup").filter(n -> n > 0).orElse(1L);
    options.warmup = new WarmupSettings(true, warm, (int) Math.min(times, 1_000_000));
    Optional<Path> batching = file("batching_parameters_file");
    if (batching.isPresent()) {
      options.batches = BatchingParametersFile.read(batching.get(), options.batches);
    }
    Optional<Path> monitoring = file("monitoring_config_file");
    if (monitoring.isPresent()) {
      options.metricsPath = MonitoringConfigFile.read(monitoring.get()).path();
    }
    Optional<Path> ssl = file("ssl_config_file");
    if (ssl.isPresent()) {
      SslConfigFile config = SslConfigFile.read(ssl.get());
      that(
          !config.clientVerify() || config.authorities().isPresent(),
          "%s: client_verify: expected custom_ca, whose certificates clients must have",
          ssl.get());
      options.tls =
          new Tls(
              config.certificate(),
              config.key(),
              config.authorities().filter(text -> config.clientVerify()));
    }
    protocols(options);
    threads(options);
    List<ModelConfig> models = models(options);
    text("saved_model_tags")
        .filter(tags -> !tags.equals("serve"))
        .ifPresent(tags -> warnings.add("--saved_model_tags: models are loaded by 'serve'"));
    for (String flag : flags.keySet()) {
      if (WITHOUT.containsKey(flag)) {
        warnings.add("--" + flag + " has no effect: " + WITHOUT.get(flag));
      } else if (!NOT_NEEDED.contains(flag)) {
        warnings.add("--" + flag + " is not known, and ignored");
      }
    }
    return models;
  }

  private void protocols(ServeOptions options) {
    boolean packed = truth("enable_serialization_as_tensor_content", false);
    boolean methodNames = truth("enable_signature_method_name_check", false);
    options.protocols = new ProtocolSettings(Optional.empty(), packed, methodNames);
    Optional<Path> socket = file("grpc_socket_path");
    if (options.grpcSocket == null && socket.isPresent()) {
      options.grpcSocket = socket.get();
    }
  }

  /** Zero leaves it to the server. */
  private void threads(ServeOptions options) {
    Optional<Integer> session = count("tensorflow_session_parallelism");
    Optional<Integer> sideBySide = count("tensorflow_inter_op_parallelism").or(() -> session);
    if (sideBySide.isPresent() && options.threads == null) {
      options.threads = sideBySide.get();
    }
    options.threadsInside = count("tensorflow_intra_op_parallelism").or(() -> session).orElse(1);
  }

  private Optional<Integer> count(String flag) {
    Optional<Long> number = number(flag);
    that(
        number.orElse(0L) <= 10_000,
        "--%s: expected a number of threads, got %d",
        flag,
        number.orElse(0L));
    return number.filter(threads -> threads > 0).map(Math::toIntExact);
  }

  private List<ModelConfig> models(ServeOptions options) throws IOException {
    Optional<Path> file = file("model_config_file");
    Optional<Long> filePoll = number("model_config_file_poll_wait_seconds");
    Optional<String> name = text("model_name");
    Optional<String> base = text("model_base_path");
    if (file.isPresent()) {
      that(base.isEmpty(), "expected --model_config_file or --model_base_path, got both");
      if (filePoll.isPresent() && filePoll.get() > 0) {
        options.reload =
            options.reload.withModelsFile(file.get(), Duration.ofSeconds(filePoll.get()));
      }
      return ModelConfigs.read(file.get());
    }
    if (base.isPresent()) {
      return List.of(ModelConfig.of(name.orElse("default"), Path.of(base.get())));
    }
    String named = name.orElse(environment.getOrDefault("MODEL_NAME", "model"));
    if (environment.containsKey("MODEL_BASE_PATH") || environment.containsKey("MODEL_NAME")) {
      String folder = environment.getOrDefault("MODEL_BASE_PATH", "/models");
      return List.of(ModelConfig.of(named, Path.of(folder, named)));
    }
    throw failure(
        "--tensorflow-serving: expected --model_base_path=FOLDER or --model_config_file=FILE, or"
            + " MODEL_NAME and MODEL_BASE_PATH in the environment");
  }

  /** What the user should know, once the flags have been taken over. */
  List<String> warnings() {
    return List.copyOf(warnings);
  }

  private Optional<String> text(String flag) {
    return Optional.ofNullable(flags.remove(flag)).filter(value -> !value.isEmpty());
  }

  private Optional<Path> file(String flag) {
    return text(flag).map(Path::of);
  }

  private String port(String flag, String standard) {
    String port = text(flag).orElse(standard);
    return port.equals("0") ? "none" : port;
  }

  private Optional<Long> number(String flag) {
    return text(flag)
        .map(
            value -> {
              Long number = Longs.tryParse(value);
              if (number == null) {
                throw failure("--%s: expected a whole number, got '%s'", flag, value);
              }
              return number;
            });
  }

  private boolean truth(String flag, boolean standard) {
    return text(flag)
        .map(
            value ->
                switch (value) {
                  case "true", "1" -> true;
                  case "false", "0" -> false;
                  default -> throw failure("--%s: expected true or false, got '%s'", flag, value);
                })
        .orElse(standard);
  }
}
