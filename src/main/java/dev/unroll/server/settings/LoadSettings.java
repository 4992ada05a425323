package dev.unroll.server.settings;

import dev.unroll.graph.Compute;
import java.util.Set;

/**
 * How models are loaded.
 *
 * @param trusted whether their operations may reach beyond numbers
 * @param allowedSignatures that are served although they write variables
 * @param compute how they are computed; requests run side by side, so one thread each
 * @param reload how models are kept up with their folders
 * @param warmup what runs before a version is served
 */
public record LoadSettings(
    boolean trusted,
    Set<String> allowedSignatures,
    Compute compute,
    ReloadSettings reload,
    WarmupSettings warmup) {

  public LoadSettings {
    allowedSignatures = Set.copyOf(allowedSignatures);
  }

  /** With the standard of what is not given. */
  public LoadSettings(boolean trusted, Set<String> allowedSignatures, Compute compute) {
    this(trusted, allowedSignatures, compute, ReloadSettings.standard(), WarmupSettings.standard());
  }

  /** Nothing is trusted or allowed. */
  public static LoadSettings standard() {
    return new LoadSettings(false, Set.of(), Compute.standard().withThreads(1));
  }

  /** These, with models kept up in another way. */
  public LoadSettings withReload(ReloadSettings changed) {
    return new LoadSettings(trusted, allowedSignatures, compute, changed, warmup);
  }

  /** These, with another warm-up. */
  public LoadSettings withWarmup(WarmupSettings changed) {
    return new LoadSettings(trusted, allowedSignatures, compute, reload, changed);
  }
}
