package dev.unroll.internal.server.model;

import dev.unroll.check.InputException;
import dev.unroll.internal.server.request.ModelName;
import dev.unroll.internal.server.request.Refusal;
import dev.unroll.internal.server.request.Status;
import dev.unroll.server.settings.LoadSettings;
import dev.unroll.server.settings.ModelConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The models that are served, and what of them is loaded. Safe for any number of threads; {@link
 * #refresh} is called by one at a time. Holds native memory; close it once nothing runs.
 */
public final class ModelStore implements AutoCloseable {

  private final LoadSettings settings;
  private final NavigableMap<String, ServedModel> models = new ConcurrentSkipListMap<>();

  public ModelStore(LoadSettings settings) {
    this.settings = settings;
  }

  /** Serves these models from now on, and no others. {@link #refresh} loads them. */
  public synchronized void configure(List<ModelConfig> configs) {
    Map<String, ModelConfig> wanted = new TreeMap<>();
    configs.forEach(config -> wanted.put(config.name(), config));
    for (ModelConfig config : configs) {
      models.computeIfAbsent(config.name(), name -> new ServedModel(config)).configure(config);
    }
    models.forEach(
        (name, model) -> {
          if (!wanted.containsKey(name)) {
            models.remove(name);
            model.versions().forEach(model::remove);
          }
        });
  }

  /** Looks for versions that have come or gone, and loads and releases them. */
  public synchronized void refresh() {
    models.values().forEach(this::refresh);
  }

  private void refresh(ServedModel model) {
    ModelConfig config = model.config();
    NavigableMap<Long, Path> there;
    try {
      there = VersionFolders.in(config.folder());
    } catch (IOException | InputException e) {
      // What is loaded stays, whatever became of its folder.
      return;
    }
    SortedSet<Long> wanted = config.policy().chosen(there.navigableKeySet());
    for (long number : wanted) {
      if (!model.versions().contains(number)) {
        load(model, number, there.get(number));
      }
    }
    for (long number : model.versions()) {
      if (!wanted.contains(number)) {
        model.remove(number);
      }
    }
  }

  private void load(ServedModel model, long number, Path folder) {
    model.mark(VersionStatus.of(number, VersionState.LOADING));
    try {
      model.add(ModelVersion.load(model.config().name(), number, folder, settings));
    } catch (IOException | InputException e) {
      model.mark(
          new VersionStatus(
              number,
              VersionState.END,
              Status.FAILED_PRECONDITION,
              String.valueOf(e.getMessage())));
    }
  }

  /** Names of all models, in the order of the alphabet. */
  public List<String> names() {
    return List.copyOf(models.keySet());
  }

  /** Whether each model has a version that is served. */
  public boolean ready() {
    return models.values().stream().noneMatch(model -> model.versions().isEmpty());
  }

  /** The versions of a model that are served, from the oldest to the newest. */
  public List<Long> versions(String name) {
    return found(name).versions();
  }

  /**
   * How the versions of a model are, from the newest to the oldest.
   *
   * @throws Refusal where there is no such model or version
   */
  public List<VersionStatus> statuses(ModelName asked) {
    ServedModel model = models.get(asked.name());
    if (model == null) {
      throw Refusal.of(Status.NOT_FOUND, "Could not find any versions of model %s", asked.name());
    }
    var number = model.number(asked);
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

  /**
   * The right to use a model.
   *
   * @throws Refusal where it is not there
   */
  public ModelVersion.Lease lease(ModelName asked) {
    return found(asked.name()).lease(asked);
  }

  private ServedModel found(String name) {
    ServedModel model = models.get(name);
    if (model == null) {
      throw Refusal.of(Status.NOT_FOUND, "Servable not found for request: Latest(%s)", name);
    }
    return model;
  }

  @Override
  public synchronized void close() {
    models.values().forEach(model -> model.versions().forEach(model::remove));
  }
}
