package dev.unroll.internal.server.settings;

import static dev.unroll.check.Check.that;

import dev.unroll.internal.server.proto.MonitoringConfig;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Where TensorFlow Serving is told to give its metrics.
 *
 * @param prometheus whether they are given at all
 * @param path of HTTP that they are at
 */
public record MonitoringConfigFile(boolean prometheus, String path) {

  /** The path where the file names none. */
  public static final String STANDARD_PATH = "/monitoring/prometheus/metrics";

  /**
   * Reads a file, the text of {@code MonitoringConfig}.
   *
   * @throws dev.unroll.check.InputException where it is damaged
   */
  public static MonitoringConfigFile read(Path file) throws IOException {
    MonitoringConfig.Builder config = MonitoringConfig.newBuilder();
    TextProto.read(file, config);
    String path = config.getPrometheusConfig().getPath();
    that(
        path.isEmpty() || path.startsWith("/"),
        "%s: prometheus_config: path: expected a path such as %s, found '%s'",
        file,
        STANDARD_PATH,
        path);
    return new MonitoringConfigFile(
        config.getPrometheusConfig().getEnable(), path.isEmpty() ? STANDARD_PATH : path);
  }
}
