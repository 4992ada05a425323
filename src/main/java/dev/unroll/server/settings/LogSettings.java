package dev.unroll.server.settings;

import static dev.unroll.check.Check.that;

import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What is written down of requests.
 *
 * @param access where a line of JSON goes for each; left open
 * @param requests file that samples of them are added to, whole, as TFRecords of {@code
 *     PredictionLog}: they can be replayed to warm up a model
 * @param share of the requests that are sampled, more than 0 and up to 1
 * @param metricsPath where metrics are, beside {@code /metrics}
 */
public record LogSettings(
    Optional<OutputStream> access, Optional<Path> requests, double share, String metricsPath) {

  /** TensorFlow Serving's. */
  public static final String METRICS_PATH = "/monitoring/prometheus/metrics";

  public LogSettings {
    that(share > 0 && share <= 1, "logs: share: expected more than 0 and up to 1, got %s", share);
    that(
        metricsPath.startsWith("/"),
        "logs: metricsPath: expected a path such as %s, got '%s'",
        METRICS_PATH,
        metricsPath);
  }

  /** Nothing. */
  public static LogSettings none() {
    return new LogSettings(Optional.empty(), Optional.empty(), 0.01, METRICS_PATH);
  }
}
