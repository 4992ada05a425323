package dev.unroll.internal.server.model;

import dev.unroll.internal.server.request.ModelName;
import dev.unroll.internal.server.request.Refusal;
import dev.unroll.internal.server.request.Status;
import dev.unroll.server.settings.ModelConfig;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** A model and those of its versions that are loaded. Safe for any number of threads. */
final class ServedModel {

  /** Versions that are gone and still told of. */
  private static final int MOST_ENDED = 10;

  private final NavigableMap<Long, ModelVersion> available = new TreeMap<>();
  private final NavigableMap<Long, VersionStatus> statuses = new TreeMap<>();
  private ModelConfig config;

  ServedModel(ModelConfig config) {
    this.config = config;
  }

  synchronized ModelConfig config() {
    return config;
  }

  synchronized void configure(ModelConfig changed) {
    config = changed;
  }

  /** The versions that are loaded. */
  synchronized List<Long> versions() {
    return List.copyOf(available.keySet());
  }

  /** From the newest to the oldest. */
  synchronized List<VersionStatus> statuses() {
    return List.copyOf(statuses.descendingMap().values());
  }

  synchronized void mark(VersionStatus status) {
    statuses.put(status.version(), status);
    long ended = statuses.values().stream().filter(s -> s.state() == VersionState.END).count();
    if (ended > MOST_ENDED) {
      statuses.values().stream()
          .filter(s -> s.state() == VersionState.END)
          .findFirst()
          .ifPresent(oldest -> statuses.remove(oldest.version()));
    }
  }

  /** Serves a version from now on. */
  synchronized void add(ModelVersion version) {
    available.put(version.number(), version);
    mark(VersionStatus.of(version.number(), VersionState.AVAILABLE));
  }

  /** Serves a version no more; what runs goes on to its end. */
  void remove(long number) {
    ModelVersion version;
    synchronized (this) {
      version = available.remove(number);
      mark(VersionStatus.of(number, VersionState.END));
    }
    if (version != null) {
      version.retire();
    }
  }

  /**
   * The number that a name means.
   *
   * @throws Refusal where there is no such label
   */
  synchronized Optional<Long> number(ModelName asked) {
    if (asked.label().isPresent()) {
      Map<String, Long> labels = config.labels();
      Long labelled = labels.get(asked.label().get());
      if (labelled == null) {
        throw Refusal.invalid(
            "Unrecognized servable version label: %s; model %s has %s",
            asked.label().get(), asked.name(), labels.keySet());
      }
      return Optional.of(labelled);
    }
    return asked.version();
  }

  /**
   * The right to use a version.
   *
   * @throws Refusal where it is not there
   */
  synchronized ModelVersion.Lease lease(ModelName asked) {
    Optional<Long> number = number(asked);
    Map.Entry<Long, ModelVersion> found =
        number.isPresent() ? entry(number.get()) : available.lastEntry();
    return Optional.ofNullable(found)
        .flatMap(entry -> entry.getValue().lease())
        .orElseThrow(
            () ->
                Refusal.of(
                    Status.NOT_FOUND,
                    "Servable not found for request: %s",
                    number
                        .map(n -> "Specific(" + asked.name() + ", " + n + ")")
                        .orElse("Latest(" + asked.name() + ")")));
  }

  private Map.Entry<Long, ModelVersion> entry(long number) {
    return available.containsKey(number) ? available.floorEntry(number) : null;
  }
}
