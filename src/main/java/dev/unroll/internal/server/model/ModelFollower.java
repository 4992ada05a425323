package dev.unroll.internal.server.model;

import dev.unroll.check.InputException;
import dev.unroll.internal.server.request.Status;
import dev.unroll.server.settings.LoadSettings;
import dev.unroll.server.settings.ModelConfig;
import dev.unroll.server.settings.VersionPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a model up with its folder. A version is taken once its files are quiet and whole, and
 * served once it is loaded and warm; what was served before goes on until then, and for ever where
 * that fails. Used by one thread at a time.
 */
final class ModelFollower {

  private static final Logger LOG = LoggerFactory.getLogger(ModelFollower.class);

  /** Times that files settle before zeros are taken for numbers. */
  private static final int UNDOUBTED = 5;

  private final ServedModel model;
  private final LoadSettings settings;
  private final Warmup warmup;
  private final LoadListener listener;
  private final Executor closer;
  private final AtomicInteger open;
  private final Map<Long, Watched> watched = new HashMap<>();

  /** What was seen of a version's folder. */
  private static final class Watched {

    /** The folder that it was loaded from. */
    private Path folder = Path.of("");

    /** Its files when they were last looked at. */
    private Optional<VersionFiles> seen = Optional.empty();

    /** Since when they have been so, by {@link System#nanoTime}. */
    private long since;

    /** Its files when it was loaded. */
    private Optional<VersionFiles> loaded = Optional.empty();

    /** Its files when they could not be loaded: nobody tries these again. */
    private Optional<VersionFiles> failed = Optional.empty();
  }

  /**
   * @param closer releases what is served no more
   * @param open counts the versions whose memory is held
   */
  ModelFollower(
      ServedModel model,
      LoadSettings settings,
      Warmup warmup,
      LoadListener listener,
      Executor closer,
      AtomicInteger open) {
    this.model = model;
    this.settings = settings;
    this.warmup = warmup;
    this.listener = listener;
    this.closer = closer;
    this.open = open;
  }

  ServedModel model() {
    return model;
  }

  /** Looks once; whether it is worth another look soon, since files are changing. */
  boolean refresh() {
    if (!model.wanted()) {
      model.versions().forEach(model::remove);
      watched.clear();
      return false;
    }
    ModelConfig config = model.config();
    VersionFolders found;
    try {
      found = VersionFolders.in(config.folder());
    } catch (IOException | InputException e) {
      tell(Optional.of(words(e) + "; what is served stays"));
      return false;
    }
    NavigableMap<Long, Path> there = found.folders();
    Set<Long> wanted = config.policy().chosen(there.navigableKeySet());
    if (wanted.isEmpty()) {
      tell(
          Optional.of(
              config.folder()
                  + ": none of the versions that are wanted is there, only "
                  + (there.isEmpty() ? others(config.folder()) : there.keySet())
                  + "; what is served stays"));
      return false;
    }
    tell(found.problem());
    boolean settling = false;
    for (long number : wanted) {
      settling |= look(number, there.get(number));
    }
    Set<Long> looked = new HashSet<>(wanted);
    if (!settling && config.policy() instanceof VersionPolicy.Latest) {
      settling = standIn(wanted, there, looked);
    }
    unload(wanted);
    Set<Long> known = new HashSet<>(there.keySet());
    known.addAll(model.versions());
    watched.keySet().retainAll(known);
    for (VersionStatus status : model.statuses()) {
      if (status.state() == VersionState.START && !looked.contains(status.version())) {
        model.forget(status.version());
      }
    }
    return settling;
  }

  private static List<String> others(Path folder) {
    try {
      return VersionFolders.others(folder);
    } catch (IOException e) {
      return List.of();
    }
  }

  private void tell(Optional<String> problem) {
    if (model.tell(problem) && problem.isPresent()) {
      LOG.warn("model {}: {}", model.config().name(), problem.get());
    }
  }

  /**
   * Serves older versions for the newest ones that cannot be served; whether files are changing.
   *
   * @param looked the versions that were looked at, to which these are added
   */
  private boolean standIn(Set<Long> wanted, NavigableMap<Long, Path> there, Set<Long> looked) {
    boolean settling = false;
    for (long number : there.descendingKeySet()) {
      if (model.versions().size() >= wanted.size()) {
        break;
      }
      if (!wanted.contains(number)) {
        looked.add(number);
        settling |= look(number, there.get(number));
      }
    }
    return settling;
  }

  /** As many versions stay as are wanted: older ones for those that cannot be served. */
  private void unload(Set<Long> wanted) {
    TreeSet<Long> others = new TreeSet<>(model.versions());
    int served = others.size();
    others.removeAll(wanted);
    for (long number : others) {
      if (served > wanted.size()) {
        model.remove(number);
        served--;
        LOG.info("model {}: version {} is served no more", model.config().name(), number);
      }
    }
  }

  /** Looks at a version that is wanted; whether its files are changing. */
  private boolean look(long number, Path folder) {
    Watched watch = watched.computeIfAbsent(number, added -> new Watched());
    boolean serving = model.versions().contains(number);
    VersionFiles files;
    try {
      files = VersionFiles.in(folder);
    } catch (IOException e) {
      return waits(number, serving, "its files cannot be read now: " + words(e));
    }
    boolean moved = serving && !watch.folder.equals(folder);
    if (serving && !moved && watch.loaded.equals(Optional.of(files))) {
      model.mark(VersionStatus.of(number, VersionState.AVAILABLE));
      return false;
    }
    if (serving && !moved && !settings.reload().inPlace()) {
      mark(
          number,
          VersionState.AVAILABLE,
          Status.OK,
          "its files have changed since it was loaded, and are not taken: give the new ones a number"
              + " of their own");
      return false;
    }
    if (watch.failed.equals(Optional.of(files))) {
      return false;
    }
    if (!watch.seen.equals(Optional.of(files))) {
      watch.since = System.nanoTime();
    }
    boolean quiet = watch.seen.equals(Optional.of(files)) || settledFor(files, 1);
    watch.seen = Optional.of(files);
    if (!quiet) {
      return waits(number, serving, "its files have just changed");
    }
    return take(number, folder, watch, files, serving);
  }

  /** Whether no file has changed for so many times the time that files settle in. */
  private boolean settledFor(VersionFiles files, int times) {
    return files
        .changed()
        .isBefore(Instant.now().minus(settings.reload().settled().multipliedBy(times)));
  }

  /** Whether no file has changed for long, by their own times or by what was seen of them. */
  private boolean undoubted(Watched watch, VersionFiles files) {
    long nanos = settings.reload().settled().multipliedBy(UNDOUBTED).toNanos();
    return settledFor(files, UNDOUBTED) || System.nanoTime() - watch.since > nanos;
  }

  private boolean waits(long number, boolean serving, String why) {
    if (!serving) {
      model.mark(
          new VersionStatus(number, VersionState.START, Status.UNAVAILABLE, "waiting: " + why));
    }
    return true;
  }

  /** Loads and warms a version, and serves it where its files did not change meanwhile. */
  private boolean take(
      long number, Path folder, Watched watch, VersionFiles files, boolean serving) {
    Optional<ModelVersion> loaded = Optional.empty();
    try {
      Optional<String> lacks = WholeVersion.lacks(folder);
      if (lacks.isPresent()) {
        watch.failed = Optional.of(files);
        mark(
            number,
            serving ? VersionState.AVAILABLE : VersionState.START,
            serving ? Status.OK : Status.UNAVAILABLE,
            "not whole yet: " + lacks.get());
        return false;
      }
      Optional<String> doubt = WholeVersion.doubt(folder);
      if (doubt.isPresent() && !undoubted(watch, files)) {
        return waits(
            number,
            serving,
            doubt.get()
                + " has zeros in a row, as a file has that is not whole; it is taken once nothing"
                + " has changed for "
                + settings.reload().settled().multipliedBy(UNDOUBTED).toSeconds()
                + " s");
      }
      if (!serving) {
        model.mark(VersionStatus.of(number, VersionState.LOADING));
      }
      long begin = System.nanoTime();
      ModelVersion version = load(number, folder);
      loaded = Optional.of(version);
      warm(version, folder);
      if (!VersionFiles.in(folder).equals(files)) {
        return waits(number, serving, "its files changed while it was loaded");
      }
      watch.folder = folder;
      watch.loaded = Optional.of(files);
      watch.failed = Optional.empty();
      loaded = Optional.empty();
      model.add(version);
      LOG.info(
          "model {}: version {} is served, {} ms after it was found",
          model.config().name(),
          number,
          (System.nanoTime() - begin) / 1_000_000);
      return false;
    } catch (IOException | RuntimeException | Error e) {
      watch.failed = Optional.of(files);
      boolean ours = e instanceof InputException || e instanceof IOException;
      mark(
          number,
          serving ? VersionState.AVAILABLE : VersionState.END,
          ours ? Status.FAILED_PRECONDITION : Status.INTERNAL,
          words(e));
      return false;
    } finally {
      loaded.ifPresent(ModelVersion::retire);
    }
  }

  private ModelVersion load(long number, Path folder) throws IOException {
    long begin = System.nanoTime();
    boolean done = false;
    try {
      ModelVersion version =
          ModelVersion.load(model.config().name(), number, folder, settings, closer);
      open.incrementAndGet();
      version.whenFreed(open::decrementAndGet);
      done = true;
      return version;
    } finally {
      listener.loaded(folder, done, System.nanoTime() - begin);
    }
  }

  private void warm(ModelVersion version, Path folder) throws IOException {
    long begin = System.nanoTime();
    boolean done = false;
    try {
      warmup.warm(version, asked -> version.lease().orElseThrow());
      done = true;
    } finally {
      listener.warmed(folder, done, System.nanoTime() - begin);
    }
  }

  /** Tells how a version is, and logs it where that is news. */
  private void mark(long number, VersionState state, Status error, String message) {
    if (model.mark(new VersionStatus(number, state, error, message))) {
      LOG.warn("model {}: version {}: {}", model.config().name(), number, message);
    }
  }

  private static String words(Throwable e) {
    return e instanceof InputException
        ? e.getMessage()
        : e.getClass().getSimpleName() + ": " + e.getMessage();
  }
}
