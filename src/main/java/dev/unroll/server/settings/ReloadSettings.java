package dev.unroll.server.settings;

import static dev.unroll.check.Check.that;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How models are kept up with their folders.
 *
 * @param poll time between two looks at the folders; zero to look once, when the server starts
 * @param inPlace whether a version whose files have changed is loaded again; else that is told and
 *     what was loaded stays
 * @param settled time for which no file of a version has changed before it is loaded, by the clock
 *     of its files; one that did not change between two looks needs no such time
 * @param modelsFile in TensorFlow Serving's format that tells the models; empty where it need not
 *     be read again
 * @param modelsFilePoll time between two looks at that file; zero for none
 */
public record ReloadSettings(
    Duration poll,
    boolean inPlace,
    Duration settled,
    Optional<Path> modelsFile,
    Duration modelsFilePoll) {

  public ReloadSettings {
    notNegative("poll", poll);
    notNegative("settled", settled);
    notNegative("modelsFilePoll", modelsFilePoll);
  }

  private static void notNegative(String name, Duration time) {
    that(!time.isNegative(), "reload: %s: expected zero or more, found %s", name, time);
  }

  /** Every second; a version stays as it was loaded. */
  public static ReloadSettings standard() {
    return new ReloadSettings(
        Duration.ofSeconds(1), false, Duration.ofSeconds(2), Optional.empty(), Duration.ZERO);
  }

  /** These, with another time between two looks. */
  public ReloadSettings withPoll(Duration changed) {
    return new ReloadSettings(changed, inPlace, settled, modelsFile, modelsFilePoll);
  }

  /** These, with versions that are loaded again or not. */
  public ReloadSettings withInPlace(boolean changed) {
    return new ReloadSettings(poll, changed, settled, modelsFile, modelsFilePoll);
  }

  /** These, with another time to settle. */
  public ReloadSettings withSettled(Duration changed) {
    return new ReloadSettings(poll, inPlace, changed, modelsFile, modelsFilePoll);
  }

  /** These, with a file of models that is read again. */
  public ReloadSettings withModelsFile(Path file, Duration filePoll) {
    return new ReloadSettings(poll, inPlace, settled, Optional.of(file), filePoll);
  }
}
