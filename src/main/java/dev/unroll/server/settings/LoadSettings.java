package dev.unroll.server.settings;

import dev.unroll.graph.Compute;
import java.util.Set;

/**
 * How models are loaded.
 *
 * @param trusted whether their operations may reach beyond numbers
 * @param allowedSignatures that are served although they write variables
 * @param compute how they are computed; requests run side by side, so one thread each
 */
public record LoadSettings(boolean trusted, Set<String> allowedSignatures, Compute compute) {

  public LoadSettings {
    allowedSignatures = Set.copyOf(allowedSignatures);
  }

  /** Nothing is trusted or allowed. */
  public static LoadSettings standard() {
    return new LoadSettings(false, Set.of(), Compute.standard().withThreads(1));
  }
}
