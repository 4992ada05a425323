package dev.unroll.internal.server.model;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.unroll.internal.server.request.ModelName;
import dev.unroll.internal.server.request.Refusal;
import dev.unroll.internal.server.request.Status;
import dev.unroll.server.settings.LoadSettings;
import dev.unroll.server.settings.ModelConfig;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The models that are served, and what of them is loaded. Safe for any number of threads; {@link
 * #refresh} is called by one at a time, which does the loading. Holds native memory; close it once
 * nothing runs.
 */
public final class ModelStore implements Leases, AutoCloseable {

  private final LoadSettings settings;
  private final Warmup warmup;
  private final NavigableMap<String, ModelFollower> models = new ConcurrentSkipListMap<>();
  private final LoadListener listener;
  private final AtomicInteger open = new AtomicInteger();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  /** Releases memory, one version at a time, beside those who answer requests. */
  private final ThreadPoolExecutor closer =
      new ThreadPoolExecutor(
          1,
          1,
          1,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          new ThreadFactoryBuilder()
              .setNameFormat("unroll-close")
              .setDaemon(true)
              .setPriority(Thread.MIN_PRIORITY)
              .build(),
          (task, ended) -> task.run());

  public ModelStore(LoadSettings settings) {
    this(settings, Warmup.none(), LoadListener.none());
  }

  /**
   * @param warmup what a version runs before it is served
   */
  public ModelStore(LoadSettings settings, Warmup warmup) {
    this(settings, warmup, LoadListener.none());
  }

  /**
   * @param warmup what a version runs before it is served
   * @param listener hears of versions that are loaded
   */
  public ModelStore(LoadSettings settings, Warmup warmup, LoadListener listener) {
    this.settings = settings;
    this.warmup = warmup;
    this.listener = listener;
    closer.allowCoreThreadTimeOut(true);
  }

  /** Serves these models from now on, and no others. {@link #refresh} loads them. */
  public synchronized void configure(List<ModelConfig> configs) {
    Map<String, ModelConfig> wanted = new TreeMap<>();
    configs.forEach(config -> wanted.put(config.name(), config));
    for (ModelConfig config : configs) {
      models
          .computeIfAbsent(
              config.name(),
              name ->
                  new ModelFollower(
                      new ServedModel(config), settings, warmup, listener, closer, open))
          .model()
          .configure(config);
    }
    models.forEach(
        (name, follower) -> {
          if (!wanted.containsKey(name)) {
            models.remove(name);
            remove(follower);
          }
        });
  }

  private static void remove(ModelFollower follower) {
    follower.model().versions().forEach(follower.model()::remove);
  }

  /**
   * Looks for versions that have come or gone, and loads and releases them.
   *
   * @return whether it is worth another look soon, since files of a version are changing
   */
  public synchronized boolean refresh() {
    boolean settling = false;
    for (ModelFollower follower : models.values()) {
      settling |= follower.refresh();
    }
    listeners.forEach(Runnable::run);
    return settling;
  }

  /** Has something done after each look, when models may have come or gone. */
  public void whenRefreshed(Runnable listener) {
    listeners.add(listener);
  }

  /** Names of all models, in the order of the alphabet. */
  public List<String> names() {
    return List.copyOf(models.keySet());
  }

  /** Whether each model that is wanted has a version that is served. */
  public boolean ready() {
    return models.values().stream()
        .map(ModelFollower::model)
        .noneMatch(model -> model.wanted() && model.versions().isEmpty());
  }

  /**
   * Says whether versions of a model are to be served. {@link #refresh} loads or releases them.
   *
   * @throws Refusal where there is no such model
   */
  public void want(String name, boolean served) {
    found(ModelName.newest(name)).want(served);
  }

  /**
   * Why models have no version that is served, by their names; those that have one are left out.
   */
  public NavigableMap<String, String> unserved() {
    NavigableMap<String, String> reasons = new TreeMap<>();
    models.forEach(
        (name, follower) -> {
          ServedModel model = follower.model();
          if (model.versions().isEmpty()) {
            reasons.put(name, model.problem().orElse("no version of it is there"));
          }
        });
    reasons.putAll(failures());
    return reasons;
  }

  /**
   * Why the newest version of models could not be served, by the names of the models; those of
   * which another version is served, or that have none, are left out.
   */
  public NavigableMap<String, String> failures() {
    NavigableMap<String, String> reasons = new TreeMap<>();
    models.forEach(
        (name, follower) -> {
          ServedModel model = follower.model();
          if (model.versions().isEmpty()) {
            model.statuses().stream()
                .filter(status -> !status.message().isEmpty())
                .findFirst()
                .ifPresent(
                    status ->
                        reasons.put(name, "version " + status.version() + ": " + status.message()));
          }
        });
    return reasons;
  }

  /** What is wrong with the folders of models, by their names; nothing as a rule. */
  public NavigableMap<String, String> problems() {
    NavigableMap<String, String> problems = new TreeMap<>();
    models.forEach(
        (name, follower) ->
            follower.model().problem().ifPresent(problem -> problems.put(name, problem)));
    return problems;
  }

  /** Versions whose memory is held, those that are no longer served but in use among them. */
  public int open() {
    return open.get();
  }

  /** The versions of a model that are served, from the oldest to the newest. */
  public List<Long> versions(String name) {
    return found(ModelName.newest(name)).versions();
  }

  /**
   * How the versions of a model are, from the newest to the oldest.
   *
   * @throws Refusal where there is no such model or version
   */
  public List<VersionStatus> statuses(ModelName asked) {
    ModelFollower follower = models.get(asked.name());
    if (follower == null) {
      throw Refusal.of(Status.NOT_FOUND, "Could not find any versions of model %s", asked.name());
    }
    ServedModel model = follower.model();
    Optional<Long> number = model.number(asked);
    List<VersionStatus> statuses =
        model.statuses().stream()
            .filter(status -> number.isEmpty() || status.version() == number.get())
            .toList();
    if (statuses.isEmpty()) {
      throw number
          .map(
              one ->
                  Refusal.of(
                      Status.NOT_FOUND, "Could not find version %s of model %s", one, asked.name()))
          .orElseGet(
              () ->
                  Refusal.of(
                      Status.NOT_FOUND, "Could not find any versions of model %s", asked.name()));
    }
    return statuses;
  }

  @Override
  public ModelVersion.Lease lease(ModelName asked) {
    return found(asked).lease(asked);
  }

  private ServedModel found(ModelName asked) {
    ModelFollower follower = models.get(asked.name());
    if (follower == null) {
      throw ServedModel.notThere(asked, asked.version());
    }
    return follower.model();
  }

  /** Gives no lease any more, and releases all but what is still in use. */
  @Override
  public synchronized void close() {
    models.values().forEach(ModelStore::remove);
    closer.shutdown();
    try {
      closer.awaitTermination(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
