package dev.unroll.internal.server.model;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.unroll.check.InputException;
import dev.unroll.internal.server.request.Refusal;
import dev.unroll.internal.server.request.Status;
import dev.unroll.server.settings.ModelConfig;
import dev.unroll.server.settings.ReloadSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps models up with their folders, on a thread of low priority of its own: it looks, loads and
 * warms, one version at a time. Close it before the models.
 */
public final class ModelPoller implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ModelPoller.class);

  /** Time between two looks at files that are changing. */
  private static final Duration SOON = Duration.ofMillis(500);

  /** Looks at files that keep changing, before whoever waits is told so. */
  private static final int MOST_LOOKS = 120;

  private final ModelStore store;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          new ThreadFactoryBuilder()
              .setNameFormat("unroll-models")
              .setDaemon(true)
              .setPriority(Thread.MIN_PRIORITY)
              .build());

  /** Why the models could not be told when they were last asked for; empty where they were. */
  private String problem = "";

  /** Where the models are told that are to be served. */
  @FunctionalInterface
  public interface Source {

    /**
     * The models; empty where nothing has changed.
     *
     * @throws InputException where they cannot be read, as often as it is asked
     */
    Optional<List<ModelConfig>> changed() throws IOException;
  }

  /**
   * @param store whose models are configured
   */
  public ModelPoller(ModelStore store) {
    this.store = store;
  }

  /**
   * Loads what is there, and goes on looking.
   *
   * @param source of models, asked as often as the settings say
   * @return done once no file changes any more and all that can be is served
   */
  public CompletableFuture<Void> start(ReloadSettings settings, Source source) {
    CompletableFuture<Void> first = new CompletableFuture<>();
    thread.execute(() -> look(first, 1));
    every(settings.poll(), store::refresh);
    every(settings.modelsFilePoll(), () -> configure(source));
    return first;
  }

  /** Does something again and again; never where the time between is zero. */
  private void every(Duration time, Runnable task) {
    if (!time.isZero()) {
      var unused =
          thread.scheduleWithFixedDelay(
              () -> guarded(task), time.toMillis(), time.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** A failure ends no thread: the next look may find what this one lacked. */
  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      LOG.error("looking for models failed", e);
    }
  }

  private void look(CompletableFuture<Void> done, int looks) {
    try {
      if (!store.refresh()) {
        done.complete(null);
      } else if (looks >= MOST_LOOKS) {
        done.completeExceptionally(Refusal.of(Status.UNAVAILABLE, "files of models keep changing"));
      } else {
        var unused =
            thread.schedule(() -> look(done, looks + 1), SOON.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (RuntimeException | Error e) {
      done.completeExceptionally(e);
    }
  }

  private void configure(Source source) {
    try {
      source.changed().ifPresent(store::configure);
      problem = "";
    } catch (IOException | InputException e) {
      String found = String.valueOf(e.getMessage());
      if (!found.equals(problem)) {
        LOG.warn("the models that are served stay as they are: {}", found);
      }
      problem = found;
    }
    store.refresh();
  }

  /**
   * Serves these models from now on, and no others.
   *
   * @return done once the new ones are served; fails with a {@link Refusal} where one of them is
   *     not, and the others are served none the less
   */
  public CompletableFuture<Void> reload(List<ModelConfig> configs) {
    Set<String> before = new HashSet<>(store.names());
    CompletableFuture<Void> looked = new CompletableFuture<>();
    thread.execute(
        () -> {
          store.configure(configs);
          look(looked, 1);
        });
    return looked.thenRun(
        () -> {
          NavigableMap<String, String> unserved = store.unserved();
          unserved.keySet().removeAll(before);
          if (!unserved.isEmpty()) {
            throw Refusal.of(
                Status.FAILED_PRECONDITION,
                "%d of the models did not become available: %s",
                unserved.size(),
                unserved);
          }
        });
  }

  /**
   * Serves a model, which may have been {@linkplain #unload put aside}.
   *
   * @return done once a version of it is served; fails with a {@link Refusal} where none can be
   * @throws Refusal where there is no such model
   */
  public CompletableFuture<Void> load(String name) {
    store.want(name, true);
    return looked()
        .thenRun(
            () -> {
              if (store.versions(name).isEmpty()) {
                throw Refusal.of(
                    Status.FAILED_PRECONDITION,
                    "model %s did not become available: %s",
                    name,
                    store.unserved().getOrDefault(name, "no version of it is there"));
              }
            });
  }

  /**
   * Puts a model aside: no version of it is served until it is loaded again.
   *
   * @throws Refusal where there is no such model
   */
  public CompletableFuture<Void> unload(String name) {
    store.want(name, false);
    return looked();
  }

  private CompletableFuture<Void> looked() {
    CompletableFuture<Void> looked = new CompletableFuture<>();
    thread.execute(() -> look(looked, 1));
    return looked;
  }

  /** Looks no more, and waits for what is being loaded. */
  @Override
  public void close() {
    thread.shutdownNow();
    try {
      thread.awaitTermination(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
