package dev.unroll.internal.server.model;

import dev.unroll.internal.server.request.ModelName;
import dev.unroll.internal.server.request.Refusal;
import dev.unroll.internal.server.request.Status;
import dev.unroll.server.settings.ModelConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** A model and those of its versions that are loaded. Safe for any number of threads. */
final class ServedModel {

  /** Versions that are gone and still told of. */
  private static final int MOST_ENDED = 10;

  private final NavigableMap<Long, ModelVersion> available = new TreeMap<>();
  private final NavigableMap<Long, VersionStatus> statuses = new TreeMap<>();

  /** The version that each label stands for: the one that it was last given, once that is there. */
  private final Map<String, Long> labels = new HashMap<>();

  private ModelConfig config;
  private Optional<String> problem = Optional.empty();
  private boolean wanted = true;

  ServedModel(ModelConfig config) {
    this.config = config;
  }

  synchronized ModelConfig config() {
    return config;
  }

  synchronized void configure(ModelConfig changed) {
    config = changed;
    labels.keySet().retainAll(changed.labels().keySet());
    applyLabels();
  }

  /** Says whether any version of it is to be served. */
  synchronized void want(boolean served) {
    wanted = served;
  }

  /** Whether any version of it is to be served. */
  synchronized boolean wanted() {
    return wanted;
  }

  /** What is wrong with its folder; whether that is news. */
  synchronized boolean tell(Optional<String> found) {
    boolean news = !problem.equals(found);
    problem = found;
    return news;
  }

  /** What is wrong with its folder. */
  synchronized Optional<String> problem() {
    return problem;
  }

  /** The versions that are loaded. */
  synchronized List<Long> versions() {
    return List.copyOf(available.keySet());
  }

  /** From the newest to the oldest. */
  synchronized List<VersionStatus> statuses() {
    return List.copyOf(statuses.descendingMap().values());
  }

  /** Tells how a version is; whether that is news. */
  synchronized boolean mark(VersionStatus status) {
    VersionStatus before = statuses.put(status.version(), status);
    long ended = statuses.values().stream().filter(s -> s.state() == VersionState.END).count();
    if (ended > MOST_ENDED) {
      statuses.values().stream()
          .filter(s -> s.state() == VersionState.END)
          .findFirst()
          .ifPresent(oldest -> statuses.remove(oldest.version()));
    }
    return !status.equals(before);
  }

  /** Forgets a version that never was served and is not there any more. */
  synchronized void forget(long number) {
    statuses.remove(number);
  }

  /** Serves a version from now on; an earlier one of its number ends. */
  void add(ModelVersion version) {
    ModelVersion before;
    synchronized (this) {
      before = available.put(version.number(), version);
      mark(VersionStatus.of(version.number(), VersionState.AVAILABLE));
      applyLabels();
    }
    if (before != null) {
      before.retire();
    }
  }

  /** Serves a version no more; what runs goes on to its end. */
  void remove(long number) {
    ModelVersion version;
    synchronized (this) {
      version = available.remove(number);
      if (version != null) {
        mark(VersionStatus.of(number, VersionState.UNLOADING));
        applyLabels();
      }
    }
    if (version != null) {
      version.whenFreed(() -> ended(number));
      version.retire();
    }
  }

  private synchronized void ended(long number) {
    VersionStatus status = statuses.get(number);
    if (status != null && status.state() == VersionState.UNLOADING) {
      mark(VersionStatus.of(number, VersionState.END));
    }
  }

  /** A label goes to its version once that is served, and stays where it was until then. */
  private void applyLabels() {
    config
        .labels()
        .forEach(
            (label, number) -> {
              if (available.containsKey(number)) {
                labels.put(label, number);
              }
            });
    labels.values().retainAll(available.keySet());
  }

  /**
   * The number that a name means: of a label the version that it was last given and that was served
   * then, else the one that it is for.
   *
   * @throws Refusal where there is no such label
   */
  synchronized Optional<Long> number(ModelName asked) {
    if (asked.label().isEmpty()) {
      return asked.version();
    }
    String label = asked.label().get();
    Long labelled = config.labels().get(label);
    if (labelled == null) {
      throw Refusal.invalid(
          "Unrecognized servable version label: %s; model %s has %s",
          label, asked.name(), new TreeSet<>(config.labels().keySet()));
    }
    return Optional.of(labels.getOrDefault(label, labelled));
  }

  /**
   * The right to use a version.
   *
   * @throws Refusal where it is not there
   */
  synchronized ModelVersion.Lease lease(ModelName asked) {
    Optional<Long> number = number(asked);
    ModelVersion found = null;
    if (number.isPresent()) {
      found = available.get(number.get());
    } else if (!available.isEmpty()) {
      found = available.lastEntry().getValue();
    }
    return Optional.ofNullable(found)
        .flatMap(ModelVersion::lease)
        .orElseThrow(() -> notThere(asked, number));
  }

  /** The refusal of a version that is not there. */
  static Refusal notThere(ModelName asked, Optional<Long> number) {
    String request =
        number
            .map(n -> "Specific(" + asked.name() + ", " + n + ")")
            .orElse("Latest(" + asked.name() + ")");
    String why =
        asked
            .label()
            .map(l -> ": label '" + l + "' is for this version, which is not available")
            .orElse("");
    return Refusal.of(Status.NOT_FOUND, "Servable not found for request: %s%s", request, why);
  }
}
